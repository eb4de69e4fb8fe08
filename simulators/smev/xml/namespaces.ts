const exchange = 'urn://x-artefacts-smev-gov-ru/services/message-exchange/types'

export const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
export const TYPES = `${exchange}/1.2`
export const BASIC = `${exchange}/basic/1.2`
export const FAULTS = `${exchange}/faults/1.2`
export const ELK = 'http://epgu.gosuslugi.ru/elk/status/1.0.2'

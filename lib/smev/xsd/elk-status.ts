/**
 * ElkOrderRequest and ElkOrderResponse of status/1.0.2, written from the facts of the wire: names, order, cardinality
 * and facets of elements are those of the format, type names are ours. A module rather than a file beside it: bundlers,
 * tsx and tests all load it alike, with no path to resolve.
 */
export const ELK_STATUS_XSD = String.raw`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:e="http://epgu.gosuslugi.ru/elk/status/1.0.2" targetNamespace="http://epgu.gosuslugi.ru/elk/status/1.0.2" elementFormDefault="qualified">
  <xs:simpleType name="S14"><xs:restriction base="xs:string"><xs:maxLength value="14"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="S16"><xs:restriction base="xs:string"><xs:maxLength value="16"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="S20"><xs:restriction base="xs:string"><xs:maxLength value="20"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="S50"><xs:restriction base="xs:string"><xs:maxLength value="50"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="S256"><xs:restriction base="xs:string"><xs:maxLength value="256"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="S1024"><xs:restriction base="xs:string"><xs:maxLength value="1024"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="S4000"><xs:restriction base="xs:string"><xs:maxLength value="4000"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="N20"><xs:restriction base="xs:normalizedString"><xs:minLength value="1"/><xs:maxLength value="20"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="N36"><xs:restriction base="xs:normalizedString"><xs:minLength value="1"/><xs:maxLength value="36"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="NE"><xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Env"><xs:restriction base="xs:string"><xs:maxLength value="10"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Oktmo"><xs:restriction base="xs:string"><xs:maxLength value="8"/><xs:pattern value="\d{1,8}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="OgrnUl"><xs:restriction base="xs:string"><xs:pattern value="[125]\d{12}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="OgrnIp"><xs:restriction base="xs:string"><xs:pattern value="3\d{14}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="InnUl"><xs:restriction base="xs:string"><xs:pattern value="\d{10}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="InnIp"><xs:restriction base="xs:string"><xs:pattern value="\d{12}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Kpp"><xs:restriction base="xs:string"><xs:pattern value="\d{9}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="ErnId"><xs:restriction base="xs:string"><xs:pattern value="\d{12}"/></xs:restriction></xs:simpleType>
  <xs:complexType name="BySnilsBirth"><xs:sequence><xs:element name="citizenship" type="xs:short"/><xs:element name="snils" type="e:S14"/><xs:element name="birthDate" type="xs:date"/></xs:sequence></xs:complexType>
  <xs:complexType name="BySnils"><xs:sequence><xs:element name="snils" type="e:S14"/><xs:element name="lastName" type="e:S256"/><xs:element name="firstName" type="e:S256"/><xs:element name="middleName" type="e:S256" minOccurs="0"/><xs:element name="citizenship" type="xs:short"/></xs:sequence></xs:complexType>
  <xs:complexType name="ByInn"><xs:sequence><xs:element name="INN" type="e:S14"/><xs:element name="lastName" type="e:S256"/><xs:element name="firstName" type="e:S256"/><xs:element name="middleName" type="e:S256" minOccurs="0"/><xs:element name="citizenship" type="xs:short"/></xs:sequence></xs:complexType>
  <xs:complexType name="ByDoc"><xs:sequence><xs:element name="PersonalDocType" type="xs:short"/><xs:element name="series" type="e:S16" minOccurs="0"/><xs:element name="number" type="e:S16"/><xs:element name="lastName" type="e:S256"/><xs:element name="firstName" type="e:S256"/><xs:element name="middleName" type="e:S256" minOccurs="0"/><xs:element name="citizenship" type="xs:short"/></xs:sequence></xs:complexType>
  <xs:complexType name="Person"><xs:choice><xs:element name="userPersonalDoc" type="e:ByDoc"/><xs:element name="userDocSnils" type="e:BySnils"/><xs:element name="userDocSnilsBirthDate" type="e:BySnilsBirth"/><xs:element name="userDocInn" type="e:ByInn"/><xs:element name="EsiaId" type="e:S50"/><xs:element name="ErnId" type="e:ErnId"/></xs:choice></xs:complexType>
  <xs:complexType name="InnKpp"><xs:sequence><xs:element name="inn" type="e:InnUl"/><xs:element name="kpp" type="e:Kpp" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="Legal"><xs:sequence><xs:choice><xs:element name="ogrn" type="e:OgrnUl"/><xs:element name="inn_kpp" type="e:InnKpp"/></xs:choice><xs:element name="UlTitle" type="e:S1024" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="Trader"><xs:sequence><xs:element name="ogrn" type="e:OgrnIp"/><xs:element name="inn" type="e:InnIp"/><xs:element name="lastName" type="e:S256" minOccurs="0"/><xs:element name="firstName" type="e:S256" minOccurs="0"/><xs:element name="middleName" type="e:S256" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="Org"><xs:sequence><xs:choice><xs:element name="ogrn_inn_UL" type="e:Legal"/><xs:element name="ogrn_inn_IP" type="e:Trader"/></xs:choice></xs:sequence></xs:complexType>
  <xs:complexType name="Office"><xs:sequence><xs:element name="OfficeName" type="e:S1024" minOccurs="0"/><xs:element name="OfficeAdress" type="e:S4000" minOccurs="0"/><xs:element name="OfficeFrguCode" type="e:S1024" minOccurs="0"/><xs:element name="ApplicationAcceptance" type="xs:short"/></xs:sequence></xs:complexType>
  <xs:complexType name="Att"><xs:sequence><xs:choice><xs:element name="FSuuid" type="e:S256"/><xs:element name="datamartUuid" type="e:S256"/></xs:choice><xs:element name="docTypeId" type="e:S50"/></xs:sequence></xs:complexType>
  <xs:complexType name="Atts"><xs:sequence><xs:element name="attachment" type="e:Att" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
  <xs:complexType name="Par"><xs:sequence><xs:element name="Name" type="e:NE"/><xs:element name="Value" type="xs:string"/></xs:sequence></xs:complexType>
  <xs:complexType name="Hist"><xs:sequence><xs:element name="status" type="xs:short"/><xs:element name="IsInformed" type="xs:boolean" minOccurs="0"/><xs:element name="statusDate" type="xs:dateTime"/><xs:element name="MessageType" type="e:NE" minOccurs="0"/><xs:element name="Param" type="e:Par" minOccurs="0" maxOccurs="unbounded"/><xs:element name="attachments" type="e:Atts" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="HistList"><xs:sequence><xs:element name="statusHistory" type="e:Hist" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
  <xs:complexType name="CreateOrder"><xs:sequence><xs:choice><xs:element name="user" type="e:Person"/><xs:element name="orgId" type="e:N20"/><xs:element name="organization" type="e:Org"/></xs:choice><xs:element name="senderKpp" type="e:Kpp" minOccurs="0"/><xs:element name="senderInn" type="e:InnUl"/><xs:element name="serviceTargetCode" type="e:N20"/><xs:element name="userSelectedRegion" type="e:Oktmo"/><xs:element name="orderNumber" type="e:N36"/><xs:element name="requestDate" type="xs:dateTime"/><xs:element name="OfficeInfo" type="e:Office"/><xs:element name="statusHistoryList" type="e:HistList"/></xs:sequence></xs:complexType>
  <xs:complexType name="UpdateOrder"><xs:sequence><xs:choice><xs:element name="orderNumber" type="e:N36"/><xs:element name="elkOrderNumber" type="xs:long"/></xs:choice><xs:element name="senderKpp" type="e:Kpp" minOccurs="0"/><xs:element name="senderInn" type="e:InnUl"/><xs:element name="statusHistoryList" type="e:HistList" minOccurs="0"/></xs:sequence></xs:complexType>
  <xs:complexType name="CreateOrders"><xs:sequence><xs:element name="order" type="e:CreateOrder" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
  <xs:complexType name="CreateReq"><xs:sequence><xs:element name="orders" type="e:CreateOrders"/></xs:sequence></xs:complexType>
  <xs:complexType name="UpdateOrders"><xs:sequence><xs:element name="order" type="e:UpdateOrder" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
  <xs:complexType name="UpdateReq"><xs:sequence><xs:element name="orders" type="e:UpdateOrders"/></xs:sequence></xs:complexType>
  <xs:complexType name="Request"><xs:choice><xs:element name="CreateOrdersRequest" type="e:CreateReq"/><xs:element name="UpdateOrdersRequest" type="e:UpdateReq"/></xs:choice><xs:attribute name="env" type="e:Env" use="required"/></xs:complexType>
  <xs:complexType name="CreateRes"><xs:sequence><xs:element name="elkOrderNumber" type="xs:long" minOccurs="0"/><xs:element name="orderNumber" type="e:N36"/><xs:element name="status" type="xs:short"/><xs:element name="message" type="e:S256"/></xs:sequence></xs:complexType>
  <xs:complexType name="UpdateRes"><xs:sequence><xs:element name="elkOrderNumber" type="xs:long"/><xs:element name="orderNumber" type="e:N36" minOccurs="0"/><xs:element name="status" type="xs:short"/><xs:element name="message" type="e:S256"/></xs:sequence></xs:complexType>
  <xs:complexType name="CreateResList"><xs:sequence><xs:element name="order" type="e:CreateRes" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
  <xs:complexType name="CreateResp"><xs:sequence><xs:element name="code" type="xs:short"/><xs:element name="message" type="e:S256"/><xs:element name="orders" type="e:CreateResList"/></xs:sequence></xs:complexType>
  <xs:complexType name="UpdateResList"><xs:sequence><xs:element name="order" type="e:UpdateRes" maxOccurs="unbounded"/></xs:sequence></xs:complexType>
  <xs:complexType name="UpdateResp"><xs:sequence><xs:element name="code" type="xs:short"/><xs:element name="message" type="e:S256"/><xs:element name="orders" type="e:UpdateResList"/></xs:sequence></xs:complexType>
  <xs:complexType name="Response"><xs:choice><xs:element name="CreateOrdersResponse" type="e:CreateResp"/><xs:element name="UpdateOrdersResponse" type="e:UpdateResp"/></xs:choice></xs:complexType>
  <xs:element name="ElkOrderRequest" type="e:Request"/>
  <xs:element name="ElkOrderResponse" type="e:Response"/>
</xs:schema>`

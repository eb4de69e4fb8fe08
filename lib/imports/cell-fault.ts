/** Why a cell has no text that can be trusted. */
export type CellFault = 'rounded' | 'error' | 'noValue' | 'long' | 'date'
export type CellText = { text: string; fault?: CellFault }

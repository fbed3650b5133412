/** From where to where a figure may well lie. */
export type Interval = readonly [low: number, high: number];

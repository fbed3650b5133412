/** The program of the thread that reads large bodies. */
export { parseElsewhere as default } from './http/parser/parseElsewhere.ts';

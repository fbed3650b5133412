/** The program of the threads that decode. */
export { decodeFile as default } from './decoding/decodeFile.ts';

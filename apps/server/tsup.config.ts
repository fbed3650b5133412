export { default } from '../../tools/config/tsup.ts';

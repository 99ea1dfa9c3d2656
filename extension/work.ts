/** The second bundle: loaded when somebody works with tasks beyond the status item. */
export { openWorkLoop } from './ui/work-loop.ts';

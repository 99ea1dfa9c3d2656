import type { Route } from '../state/route.ts';

/** Parameters of a view as it wishes them; undefined ones are left out of the address. */
export type Params = Readonly<Record<string, string | undefined>>;

export interface ViewProps {
  params: Route['params'];
  /** Changes the parameters of the view in the address. */
  setParams: (params: Params) => void;
}

/**
 * The PostgreSQL servers to test with: `TEST_DATABASE_URL` names one, or several with spaces between. As many test files
 * run side by side, each on a server of its own, because what one transaction holds back (events, for one) is the same
 * for all databases of a server.
 */
export function addressesOf(variable: string | undefined): string[] {
  return (variable ?? '').split(' ').filter((address) => address !== '');
}

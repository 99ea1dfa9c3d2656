/** What a person said about a branch: the issue it belongs to, or null for none. */
export interface SaidAboutBranch {
  issueId: string | null;
  personId: string;
  /** The person's name then. */
  by: string;
  at: string;
}

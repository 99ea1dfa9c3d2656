/** True when Git accepts the name for a branch. Source of the rules: `git help check-ref-format`. */
export function isBranchName(text: string): boolean {
  return (
    text !== '@' &&
    text !== 'HEAD' &&
    !/^[-/]|[\p{Cc}\s~^:?*[\\]|\.\.|@\{|\/\/|[/.]$/u.test(text) &&
    text.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** What a branch is about, in words, for the title of a task: `feature/login-form_v2` becomes `Login form v2`. */
export function titleOfBranch(branch: string): string {
  const words = branch
    .slice(branch.lastIndexOf('/') + 1)
    .split(/[-_.\s]+/u)
    .filter((word) => word !== '');
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

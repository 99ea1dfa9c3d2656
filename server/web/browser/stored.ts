const name = 'tickmark.token';
const departmentName = 'tickmark.department';

/** The token of this tab, else the one kept for this browser. Null when there is none or storage is switched off. */
export function readToken(): string | null {
  return reach(() => sessionStorage.getItem(name) ?? localStorage.getItem(name)) ?? null;
}

/** Keeps the token for this tab, or for this browser until signing out. */
export function keepToken(token: string, forGood: boolean): void {
  forgetToken();
  reach(() => (forGood ? localStorage : sessionStorage).setItem(name, token));
}

export function forgetToken(): void {
  reach(() => sessionStorage.removeItem(name));
  reach(() => localStorage.removeItem(name));
}

/** The department a person looked at last. */
export function readDepartment(): string | undefined {
  return reach(() => localStorage.getItem(departmentName)) ?? undefined;
}

export function keepDepartment(id: string): void {
  reach(() => localStorage.setItem(departmentName, id));
}

/** Storage may be forbidden by the browser: then a person stays signed in until the page is left. */
function reach<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

import type { Disposable } from '../../../extension/core/lifecycle.ts';

type Listener = (event: unknown) => unknown;

interface AuthenticationProvider {
  getSessions: (scopes: undefined, options: object) => Promise<{ id: string; account: { label: string } }[]>;
  removeSession: (id: string) => Promise<void>;
}

interface StatusBarItem {
  id: string;
  name: string;
  text: string;
  tooltip: { value: string; isTrusted: unknown } | undefined;
  command: string | undefined;
  visible: boolean;
  accessibilityInformation: { label: string } | undefined;
}

/** As much of the editor's API as the bundle touches, with everything registered counted. */
export interface StubEditor {
  /** What `require('vscode')` gives. */
  vscode: object;
  context: object;
  /** Registrations that were not taken back. */
  live: () => string[];
  fire: (event: string, value: unknown) => void;
  listeners: (event: string) => number;
  commands: Map<string, () => Promise<void>>;
  items: StatusBarItem[];
  secrets: Map<string, string>;
  settings: Record<string, unknown>;
  messages: string[];
  documents: string[];
  window: { state: { active: boolean; focused: boolean }; activeTextEditor: object | undefined };
  /** What was registered for the Accounts menu. */
  accounts: { current: AuthenticationProvider | undefined };
  /** Undefined until the test sets it. */
  git: { current: object | undefined };
}

export function createStubEditor(storage: string, settings: Record<string, unknown> = {}): StubEditor {
  const live = new Set<{ what: string }>();
  const listeners = new Map<string, Set<Listener>>();
  const commands = new Map<string, () => Promise<void>>();
  const secrets = new Map<string, string>();
  const items: StatusBarItem[] = [];
  const messages: string[] = [];
  const documents: string[] = [];
  const git: StubEditor['git'] = { current: undefined };
  const accounts: StubEditor['accounts'] = { current: undefined };

  const register = (what: string, release: () => void = () => undefined): Disposable => {
    const entry = { what };
    live.add(entry);
    return {
      dispose() {
        live.delete(entry);
        release();
      },
    };
  };
  const event =
    (name: string) =>
    (listener: Listener): Disposable => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return register(name, () => all.delete(listener));
    };
  const fire = (name: string, value: unknown): void => listeners.get(name)?.forEach((listener) => listener(value));
  const say = async (text: string): Promise<undefined> => void messages.push(text);

  class EventEmitter {
    private readonly name = `emitter ${Math.random()}`;
    private readonly entry = register('EventEmitter');
    readonly event = event(this.name);
    fire(value: unknown): void {
      fire(this.name, value);
    }
    dispose(): void {
      this.entry.dispose();
    }
  }
  class MarkdownString {
    isTrusted: unknown = false;
    readonly value: string;
    constructor(value: string) {
      this.value = value;
    }
  }
  class Uri {
    readonly scheme: string;
    readonly path: string;
    constructor(parts: { scheme: string; path: string }) {
      this.scheme = parts.scheme;
      this.path = parts.path;
    }
    get fsPath(): string {
      return this.path;
    }
    static from(parts: { scheme: string; path: string }): Uri {
      return new Uri(parts);
    }
    static parse(text: string): Uri {
      return new Uri({ scheme: 'https', path: text });
    }
  }

  const window = {
    state: { active: true, focused: true },
    activeTextEditor: undefined as object | undefined,
    activeNotebookEditor: undefined,
    tabGroups: { activeTabGroup: { activeTab: undefined } },
    onDidChangeWindowState: event('windowState'),
    onDidChangeActiveTextEditor: event('activeEditor'),
    onDidChangeTextEditorSelection: event('selection'),
    onDidChangeActiveTerminal: event('terminal'),
    onDidStartTerminalShellExecution: event('shell'),
    createOutputChannel: () => ({ ...logSink(), show: () => undefined, ...register('channel') }),
    createStatusBarItem(id: string) {
      const item = {
        id,
        name: '',
        text: '',
        tooltip: undefined,
        command: undefined,
        visible: false,
        accessibilityInformation: undefined,
      };
      items.push(item);
      return Object.assign(item, {
        show: () => void (item.visible = true),
        hide: () => void (item.visible = false),
        ...register('item'),
      });
    },
    /** A person who goes away at once. */
    createInputBox() {
      const hidden = new Set<() => void>();
      return {
        onDidChangeValue: () => register('never').dispose(),
        onDidAccept: () => register('never').dispose(),
        onDidHide: (listener: () => void) => void hidden.add(listener),
        show: () => hidden.forEach((listener) => listener()),
        hide: () => undefined,
        dispose: () => undefined,
      };
    },
    showInformationMessage: say,
    showWarningMessage: say,
    showErrorMessage: say,
    showQuickPick: async () => undefined,
    showTextDocument: async () => undefined,
    withProgress: async (_options: object, work: (progress: object, cancel: object) => Promise<unknown>) =>
      work({}, { onCancellationRequested: () => ({ dispose: () => undefined }) }),
  };

  const vscode = {
    window,
    Uri,
    EventEmitter,
    MarkdownString,
    TabInputTextDiff: MarkdownString,
    StatusBarAlignment: { Left: 1 },
    InputBoxValidationSeverity: { Error: 3, Warning: 2 },
    TextEditorSelectionChangeKind: { Keyboard: 1, Mouse: 2, Command: 3 },
    TaskGroup: { Test: { id: 'test' }, Build: { id: 'build' }, Rebuild: { id: 'rebuild' } },
    ConfigurationTarget: { Global: 1 },
    ProgressLocation: { Window: 10, Notification: 15 },
    l10n: { t: (message: string, ...values: unknown[]) => fill(message, values) },
    env: { appName: 'Stub', clipboard: { writeText: async () => undefined }, openExternal: async () => true },
    authentication: {
      registerAuthenticationProvider(id: string, _label: string, provider: AuthenticationProvider) {
        accounts.current = provider;
        return register(`accounts ${id}`);
      },
    },
    debug: { activeDebugSession: undefined, onDidChangeActiveDebugSession: event('debug') },
    tasks: { onDidStartTask: event('taskStart'), onDidEndTask: event('taskEnd') },
    extensions: { getExtension: () => git.current, onDidChange: event('extensions') },
    commands: {
      registerCommand(id: string, run: () => Promise<void>) {
        commands.set(id, run);
        return register(`command ${id}`, () => commands.delete(id));
      },
      executeCommand: async (id: string) => commands.get(id)?.(),
    },
    workspace: {
      workspaceFolders: ['app', 'other'].map((name) => ({ name, uri: { path: `/w/${name}`, fsPath: `/w/${name}` } })),
      getWorkspaceFolder: () => undefined,
      getConfiguration: (section: string, folder?: { path: string } | null) => ({
        get: (key: string) => settings[`${folder?.path} ${section}.${key}`] ?? settings[`${section}.${key}`],
        update: async (key: string, value: unknown) => {
          settings[`${section}.${key}`] = value;
          fire('configuration', { affectsConfiguration: (name: string) => `${section}.${key}`.startsWith(name) });
        },
      }),
      onDidChangeConfiguration: event('configuration'),
      onWillSaveTextDocument: event('saving'),
      onDidSaveTextDocument: event('saved'),
      onDidChangeTextDocument: event('edited'),
      registerTextDocumentContentProvider(
        _scheme: string,
        provider: { provideTextDocumentContent: (uri: Uri) => string },
      ) {
        return { ...register('provider'), provider };
      },
      openTextDocument: async (uri: Uri) => void documents.push(uri.path),
    },
  };

  const context = {
    subscriptions: [] as Disposable[],
    extension: { packageJSON: { version: '0.0.0-test' } },
    workspaceState: { get: () => undefined, update: async () => undefined },
    globalStorageUri: { fsPath: storage },
    secrets: {
      get: async (key: string) => secrets.get(key),
      async store(key: string, value: string) {
        secrets.set(key, value);
        fire('secrets', { key });
      },
      async delete(key: string) {
        secrets.delete(key);
        fire('secrets', { key });
      },
      onDidChange: event('secrets'),
    },
  };

  return {
    vscode,
    context,
    live: () => [...live].map(({ what }) => what).toSorted(),
    fire,
    listeners: (name) => listeners.get(name)?.size ?? 0,
    commands,
    items,
    secrets,
    settings,
    messages,
    documents,
    window,
    accounts,
    git,
  };
}

function logSink(): Record<string, () => void> {
  return Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]));
}

function fill(message: string, values: readonly unknown[]): string {
  return message.replaceAll(/\{(\d+)\}/gu, (_place, index: string) => String(values[Number(index)]));
}

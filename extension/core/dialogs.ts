/** What a person can be asked and told. In the editor these are input boxes, quick picks and messages. */
export interface Dialogs {
  /** Undefined when the person went away. */
  askText: (question: TextQuestion) => Promise<string | undefined>;
  pick: <T extends Choice>(title: string, choices: readonly T[]) => Promise<T | undefined>;
  /** Resolves to the chosen button. */
  tell: (message: Message) => Promise<string | undefined>;
}

export interface TextQuestion {
  title: string;
  prompt: string;
  value?: string;
  placeholder?: string;
  /** Shown as dots. */
  secret?: boolean;
  /** Called on each change. */
  check?: (text: string) => Finding | undefined;
  /** Called when the person is done; a finding keeps the box open. */
  submit?: (text: string) => Promise<Finding | undefined>;
}

export interface Finding {
  message: string;
  /** A warning lets the person go on. */
  level: 'error' | 'warning';
}

export interface Choice {
  label: string;
  description?: string;
  detail?: string;
}

export interface Message {
  level: 'information' | 'warning' | 'error';
  text: string;
  /** Makes the message one that has to be answered. */
  modalDetail?: string;
  buttons?: readonly string[];
}

export interface SamplePerson {
  name: string;
  /** Null for somebody whose address a connection never learns. */
  email: string | null;
  guest?: boolean;
  deactivated?: boolean;
}

const members = [
  'Mira Dahlgren',
  'Tomasz Reiter',
  'Ines Alvarado',
  'Jonah Whitfield',
  'Priya Raman',
  'Kenji Moriyama',
  'Lucie Fontaine',
  'Omar Haddad',
  'Svea Lindholm',
  'Dario Bellini',
  'Noa Perlman',
  'Anton Kravets',
  'Grace Okafor',
  'Emil Sandvik',
  'Yara Costa',
  'Ruben Vermeer',
  'Hana Kovac',
  'Felix Brandt',
  'Leila Farouk',
  'Piet Jansma',
  'Zofia Malek',
  'Callum Reid',
  'Amara Diallo',
  'Henrik Solberg',
  'Bianca Moretti',
  'Ivo Petkov',
  'Marta Quintero',
  'Sunil Batra',
];

function addressOf(name: string): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}@example.com`;
}

/** The people of the sample workspace: members, two without an address, a guest and somebody who left. */
export const samplePeople: readonly SamplePerson[] = [
  ...members.map((name) => ({ name, email: addressOf(name) })),
  { name: 'Robin', email: null },
  { name: 'Sasha from design', email: null },
  { name: 'Olive Marchetti', email: 'olive@studio.example', guest: true },
  { name: 'Wim Dekker', email: 'wim.dekker@example.com', deactivated: true },
];

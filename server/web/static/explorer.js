// The API explorer: everything comes from this server, and the token of the page is used when there is one.
const message = document.getElementById('message');
const dark = matchMedia('(prefers-color-scheme: dark)');

followColours();
dark.addEventListener('change', followColours);
await open();

async function open() {
  const token = readToken();
  if (token === null)
    return say('The list of calls needs a personal token. ', 'Sign in, then open the explorer again.');
  let answer;
  try {
    answer = await fetch('/api/v1/openapi.json', { headers: { Authorization: `Bearer ${token}` } });
  } catch {
    return say('The server cannot be reached. Is it running? Load this page again when it is.');
  }
  if (answer.status === 401) return say('Your token is no longer accepted. ', 'Sign in again.');
  if (!answer.ok) return say(`The server answered ${answer.status}. Load this page again in a moment.`);
  show(await answer.json(), token);
}

function show(spec, token) {
  const ui = window.SwaggerUIBundle({
    spec,
    domNode: document.getElementById('explorer'),
    deepLinking: true,
    persistAuthorization: false,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    onComplete: () => {
      for (const name of Object.keys(spec.components?.securitySchemes ?? {})) ui.preauthorizeApiKey(name, token);
      message.hidden = true;
    },
  });
}

function say(text, link) {
  message.textContent = text;
  if (link === undefined) return;
  const anchor = document.createElement('a');
  anchor.href = '/';
  anchor.textContent = link;
  message.append(anchor);
}

function readToken() {
  try {
    return sessionStorage.getItem('tickmark.token') ?? localStorage.getItem('tickmark.token');
  } catch {
    return null;
  }
}

function followColours() {
  document.documentElement.classList.toggle('dark-mode', dark.matches);
}

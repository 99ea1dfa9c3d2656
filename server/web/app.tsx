import { render } from 'preact';
import { App } from './components/app.tsx';
import { DevicePage } from './components/device/device-page.tsx';

const root = document.getElementById('app');
if (root !== null) render(location.pathname === '/device' ? <DevicePage /> : <App />, root);

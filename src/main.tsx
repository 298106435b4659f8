import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './ui/App';
import { readAddress } from './ui/address';
import { createLab } from './ui/compare/lab';
import { exposeScriptApi } from './ui/scriptApi';
import './ui/styles/tokens.css';

const lab = createLab(readAddress(location.hash, location.search));
exposeScriptApi(lab);

const root = document.getElementById('root');
if (!root) throw new Error('main: expected an element with the id "root" in index.html, found none.');
createRoot(root).render(
  <StrictMode>
    <App lab={lab} />
  </StrictMode>,
);

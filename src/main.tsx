import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './ui/App';
import { readAddress } from './ui/address';
import { createRunStore } from './ui/runStore';
import { exposeScriptApi } from './ui/scriptApi';
import './ui/styles/tokens.css';

const store = createRunStore(readAddress(location.hash, location.search));
exposeScriptApi(store);

const root = document.getElementById('root');
if (!root) throw new Error('main: expected an element with the id "root" in index.html, found none.');
createRoot(root).render(
  <StrictMode>
    <App store={store} />
  </StrictMode>,
);

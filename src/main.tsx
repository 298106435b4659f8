import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './ui/App';
import { readAddress } from './ui/address';
import { createLab } from './ui/compare/lab';
import { pageLock } from './ui/lock';
import { createArchive } from './ui/runs/archive';
import { browserRunStorage } from './ui/runs/runStorage';
import { createSessionKeeper } from './ui/session/sessionKeeper';
import { browserSessionStorage } from './ui/session/sessionStorage';
import { applyLook } from './ui/stage/pageLook';
import { exposeScriptApi } from './ui/scriptApi';
import './ui/styles/tokens.css';

const address = readAddress(location.hash, location.search);
applyLook(address.look);
pageLock.set(address.lock);
const archive = createArchive({ storage: browserRunStorage() });
const lab = createLab(address, {
  onRunEnds: (ended) => {
    archive.add(ended);
    session.forget();
  },
});
const session = createSessionKeeper(lab, archive, browserSessionStorage());
void archive.open();
session.start();
exposeScriptApi(lab);

const root = document.getElementById('root');
if (!root) throw new Error('main: expected an element with the id "root" in index.html, found none.');
createRoot(root).render(
  <StrictMode>
    <App lab={lab} archive={archive} session={session} />
  </StrictMode>,
);

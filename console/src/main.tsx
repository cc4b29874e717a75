import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.js';
import { App } from './app.js';
import { LanguageProvider } from './i18n/language.js';
import './theme/tokens.css';
import './theme/base.css';
import { applyTheme, storedTheme } from './theme/theme.js';

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');

applyTheme(storedTheme());
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </LanguageProvider>
  </StrictMode>,
);

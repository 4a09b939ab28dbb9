// SPDX-License-Identifier: Apache-2.0
// The site shows docs/ where it lies. What it needs besides the pages is in this folder.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { chart } from '../chart.mjs'
import { decisionList, decisions } from '../decisions.mjs'
import { copySources, sourceLinks } from '../sources.mjs'
import { drawing } from '../whiteboard.mjs'

const docs = path.resolve(import.meta.dirname, '../..')

// A page of the bar at the side.
const page = (text, link) => ({ text, link })

const tutorial = [
  page('Why async', '/tutorial/why-async'),
  page('The coroutine', '/tutorial/coroutines'),
  page('await', '/tutorial/await'),
  page('The event loop', '/tutorial/event-loop'),
  page('Tasks and gather', '/tutorial/tasks'),
  page('Turn by turn', '/tutorial/control-flow'),
  page('Code that blocks', '/tutorial/blocking-code'),
  page('Code that computes', '/tutorial/cpu-bound'),
  page('When to use it, and when not', '/tutorial/when'),
  page('First mistakes', '/tutorial/first-mistakes')
]

const howTo = [
  page('A web service', '/howto/web-service'),
  page('A client of an API', '/howto/api-client'),
  page('A scraper', '/howto/scraper'),
  page('A consumer of messages', '/howto/message-consumer'),
  page('A database', '/howto/database'),
  page('TCP streams', '/howto/tcp'),
  page('TLS', '/howto/tls'),
  page('Processes', '/howto/processes'),
  page('Files', '/howto/files')
]

const guides = [
  page('Web servers', '/http-server'),
  page('What a server sends and takes', '/http-content'),
  page('Asking servers', '/http-client'),
  page('Durable queues', '/durable-queues'),
  page('Beyond one machine', '/beyond-one-machine'),
  page('Testing', '/testing'),
  page('Operations', '/operations'),
  page('The command asyncio', '/command'),
  page('Packaging', '/packaging'),
  page('The whiteboard', '/whiteboard'),
  page('Metrics, logs and traces', '/observability')
]

const comingFrom = [
  page('Python', '/from/python'),
  page('Virtual threads', '/from/virtual-threads'),
  page('CompletableFuture', '/from/completable-future'),
  page('Reactor', '/from/reactor'),
  page('Kotlin coroutines', '/from/kotlin')
]

const reference = [
  page('Names: asyncio to asyncio4j', '/asyncio-map'),
  page('Javadoc', '/reference'),
  page('Benchmarks', '/benchmarks'),
  { text: 'Decisions', link: '/adr/README', collapsed: true, items: decisions(docs) }
]

export default defineConfig({
  srcDir: '..',
  srcExclude: ['site/**'],
  outDir: path.join(import.meta.dirname, '../../../target/site'),
  cacheDir: path.join(import.meta.dirname, '../node_modules/.vitepress'),
  title: 'asyncio4j',
  description: 'asyncio for Java: coroutines, await, and one event loop',
  lang: 'en',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    config(md) {
      drawing(md)
      chart(md, docs)
      sourceLinks(md, docs)
      decisionList(md, docs)
    }
  },
  vite: {
    // The pages lie above this folder, and the libraries of npm in it.
    resolve: {
      alias: [
        { find: /^vue\/server-renderer$/, replacement: fileURLToPath(import.meta.resolve('vue/server-renderer')) },
        { find: /^vue$/, replacement: path.join(import.meta.dirname, '../node_modules/vue/dist/vue.runtime.esm-bundler.js') }
      ]
    },
    server: { fs: { allow: [docs] } },
    build: { chunkSizeWarningLimit: 2000 }
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Tutorial', link: '/tutorial/why-async' },
      { text: 'How to', items: howTo },
      { text: 'Guides', items: guides },
      { text: 'Coming from', items: comingFrom },
      { text: 'Reference', items: reference.map(({ text, link }) => ({ text, link })) }
    ],
    sidebar: [
      { text: 'Tutorial', items: tutorial },
      { text: 'How to', items: howTo },
      { text: 'Guides', items: guides },
      { text: 'Coming from', items: comingFrom },
      { text: 'Reference', items: reference }
    ]
  },
  buildEnd(site) {
    copySources(docs, site.outDir)
  }
})

#!/usr/bin/env node
import module from 'node:module'
import { pathToFileURL } from 'node:url'
import { buildMainIfStale } from './build.mjs'
import { inRoot } from './lib/process.mjs'

// The command line from the sources. It runs in this very process: a second Node would double the time to the first line.
await buildMainIfStale()
module.enableCompileCache?.(inRoot('.cache', 'compile'))
await import(pathToFileURL(inRoot('out', 'main', 'cli.cjs')).href)

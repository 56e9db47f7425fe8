import type * as fs from 'node:fs'
import type * as http from 'node:http'
import type * as https from 'node:https'
import { createRequire } from 'node:module'
import type * as tls from 'node:tls'

const load = createRequire(import.meta.url)

/**
 * Parts of Node, loaded when they are needed. `import` of node:http would read each of its exports, and one of them loads all
 * that fetch needs: that takes longer than to start Node.
 */
export const nodeHttp = () => load('node:http') as typeof http
export const nodeHttps = () => load('node:https') as typeof https
export const nodeTls = () => load('node:tls') as typeof tls
export const nodeFs = () => load('node:fs') as typeof fs

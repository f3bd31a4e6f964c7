import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Platform } from '../../platforms/platform';
import { anySystemTests } from './anySystem.mts';
import { burstTests } from './burst.mts';
import { credentialTests } from './credentials.mts';
import { editorTests } from './editor.mts';
import { listTests } from './lists.mts';
import { sampleTests } from './samples.mts';
import { signInTests } from './signIn.mts';
import { shopify, soldOutTests, woocommerce } from './soldOut.mts';
import { sourceTests } from './sources.mts';
import { toolTests } from './tool.mts';
import { openWorld } from './world.mts';
import type { World } from './world.mts';

const { platforms } = createRequire(import.meta.url)('../../dist/platforms/index.js') as {
	platforms: Platform[];
};

let opened: World | undefined;
const world = (): World => {
	if (!opened) throw new Error('n8n and the sandbox are not up.');
	return opened;
};

beforeAll(async () => {
	opened = await openWorld();
});
afterAll(async () => {
	await opened?.close();
});

describe('credentials', () => credentialTests(world));
describe('signing in', () => signInTests(world, platforms));
describe('lists', () => listTests(world, platforms));
describe('sold out in Shopify', () => soldOutTests(world, shopify));
describe('sold out in WooCommerce', () => soldOutTests(world, woocommerce));
describe('other sources', () => sourceTests(world, platforms));
describe('a burst', () => burstTests(world));
describe('the samples', () => sampleTests(world));
describe('as a tool', () => toolTests(world));
describe('any system', () => anySystemTests(world));
describe('the editor', () => editorTests(world));

import { afterAll, beforeAll, describe } from 'vitest';
import { anySystemTests } from './anySystem.mts';
import { credentialTests } from './credentials.mts';
import { editorTests } from './editor.mts';
import { shopify, soldOutTests, woocommerce } from './soldOut.mts';
import { openWorld } from './world.mts';
import type { World } from './world.mts';

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
describe('sold out in Shopify', () => soldOutTests(world, shopify));
describe('sold out in WooCommerce', () => soldOutTests(world, woocommerce));
describe('any system', () => anySystemTests(world));
describe('the editor', () => editorTests(world));

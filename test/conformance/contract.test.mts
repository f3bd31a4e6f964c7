// What every platform declares, held against the files that must go with it.
import { existsSync, readFileSync } from 'node:fs';
import type { ICredentialType, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';

import type { Platform } from '../../platforms/platform';
import { createSandbox } from '../../sandbox/sandbox.mts';
import { built, loader } from '../harness.mts';
import { cases } from './cases.mts';

const { platforms } = built('./platforms/index.js') as { platforms: Platform[] };
const description = loader.getNode('acrylicDelist').type.description as INodeTypeDescription;
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
	n8n: { credentials: string[]; nodes: string[] };
};
const fakes = createSandbox().fakes;

/** What n8n's own OAuth2 credential adds to ours. */
const OAUTH2_FIELDS = ['clientId', 'clientSecret', 'authUrl', 'accessTokenUrl', 'oauthTokenData'];

const sorted = (names: string[]) => [...names].sort((a, b) => a.localeCompare(b));
const camel = (id: string) => id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

test('the registry is in the order of the dropdown, each id once', () => {
	const names = platforms.map(({ name }) => name);
	expect(names).toEqual(sorted(names));
	expect(new Set(platforms.map(({ id }) => id)).size).toBe(platforms.length);
});

test('one platform needs no account, so that the dropdown stays visible in the editor', () => {
	expect(platforms.filter(({ service }) => !service).map(({ id }) => id)).toEqual([
		'practice-store',
	]);
});

test('every credential file and node file of the package is listed in package.json, and loads', () => {
	for (const path of [...manifest.n8n.credentials, ...manifest.n8n.nodes])
		expect(existsSync(path), path).toBe(true);
	for (const path of manifest.n8n.credentials) {
		const name = path.split('/').pop()?.split('.')[0] ?? '';
		expect(() => loader.getCredential(name[0].toLowerCase() + name.slice(1))).not.toThrow();
	}
});

describe.each(platforms.map((platform) => [platform.id, platform] as const))(
	'%s',
	(id, platform) => {
		test('names itself in the search words of the node', () => {
			const { alias } = JSON.parse(
				readFileSync('nodes/AcrylicDelist/AcrylicDelist.node.json', 'utf8'),
			) as { alias: string[] };
			if (platform.service) expect(alias).toContain(platform.name);
		});

		test('has a page in the docs', () => {
			expect(existsSync(`docs/platforms/${id}.md`)).toBe(true);
		});

		test('declares usable sizes, waits and limits', () => {
			expect(platform.sizes.read).toBeGreaterThan(0);
			expect(platform.sizes.readBack).toBeGreaterThan(0);
			expect(platform.settle.waitsMs.length).toBeGreaterThan(0);
			for (const { perSecond, burst } of Object.values(platform.service?.limits ?? {})) {
				expect(perSecond).toBeGreaterThan(0);
				expect(burst).toBeGreaterThanOrEqual(1);
			}
			if (platform.service) expect(platform.service.concurrent).toBeGreaterThan(0);
		});

		test('offers its ways to stop sales once each, and never to end a listing', () => {
			const ids = platform.stops.map((way) => way.id);
			expect(new Set(ids).size).toBe(ids.length);
			for (const way of platform.stops)
				expect(`${way.name} ${way.description}`).not.toMatch(/delete|end the listing/i);
		});

		test('shows its options only when it is chosen, sorted, without full stop after one sentence', () => {
			const property = description.properties.find(
				({ name }) => name === `${camel(id)}Options`,
			) as INodeProperties;
			expect(property.displayOptions?.show?.channels).toEqual([id]);
			const options = property.options as INodeProperties[];
			const names = options.map(({ displayName }) => displayName);
			expect(names).toEqual(sorted(names));
			expect(new Set(options.map(({ name }) => name)).size).toBe(options.length);
			for (const { type, description: text = '' } of options) {
				if (type === 'boolean') expect(text).toMatch(/^Whether /);
				if (!/\. /.test(text)) expect(text).not.toMatch(/\.$/);
			}
		});

		test('loads its lists through methods the node has', () => {
			const loadOptions =
				(loader.getNode('acrylicDelist').type as { methods?: { loadOptions?: object } }).methods
					?.loadOptions ?? {};
			for (const { typeOptions } of platform.options)
				if (typeOptions?.loadOptionsMethod)
					expect(loadOptions).toHaveProperty([typeOptions.loadOptionsMethod]);
		});
	},
);

describe.each(
	platforms.filter(({ service }) => service).map((platform) => [platform.id, platform] as const),
)('%s with an account', (id, platform) => {
	const service = platform.service as NonNullable<Platform['service']>;
	const credential = (): ICredentialType => loader.getCredential(service.credential).type;
	const isSecret = ({ typeOptions }: INodeProperties) => typeOptions?.password === true;

	test('has a labelled credential that shows only while the channel is chosen', () => {
		const entry = description.credentials?.find(({ name }) => name === service.credential);
		expect(entry).toMatchObject({
			required: true,
			displayName: `${platform.name} Account`,
			displayOptions: { show: { channels: [id] } },
		});
	});

	test('has a credential with a link to its page, an icon pair and a test that needs the login', () => {
		// The loader turns `icon` into the addresses under which n8n serves the files.
		const {
			documentationUrl,
			iconUrl,
			test: request,
		} = credential() as ICredentialType & { iconUrl?: { light: string; dark: string } };
		expect(documentationUrl).toMatch(new RegExp(`^https://.*/docs/platforms/${id}\\.md$`));
		const files = [iconUrl?.light, iconUrl?.dark].map((url) => url?.split('/').slice(2).join('/'));
		for (const file of files) expect(existsSync(String(file)), file).toBe(true);
		expect(files[0]).not.toBe(files[1]);
		expect(request?.request).toBeDefined();
	});

	test('hides every secret of the credential from texts', () => {
		const inherited = credential().extends ? ['clientSecret'] : [];
		const secrets = [
			...credential()
				.properties.filter(isSecret)
				.map(({ name }) => name),
			...inherited,
		];
		for (const name of secrets) expect(service.secretFields, name).toContain(name);
		expect(secrets.length).toBeGreaterThan(0);
	});

	test('takes only facts from the credential that exist and are no secret', () => {
		const fields = new Map(credential().properties.map((field) => [field.name, field]));
		for (const name of service.accountFields ?? []) {
			expect(fields.has(name), name).toBe(true);
			expect(isSecret(fields.get(name) as INodeProperties)).toBe(false);
		}
	});

	test('sends no login over plain http to another computer', () => {
		const plain = {
			url: 'http://shop.example.com',
			shop: 'http://a.myshopify.com',
			customHost: 'http://a.example.com',
			environment: 'custom',
		};
		expect(() => service.baseUrl(plain)).toThrow(/unencrypted|permanent address/);
	});

	test('has a fake with the fields of the credential, and a case of the conformance suite', () => {
		const account = fakes.get(id)?.account ?? {};
		const fields = [
			...credential().properties.map(({ name }) => name),
			...(credential().extends ? OAUTH2_FIELDS : []),
		];
		expect(Object.keys(account).length).toBeGreaterThan(0);
		for (const name of Object.keys(account)) expect(fields, name).toContain(name);
		expect(cases[id]).toBeDefined();
		expect(fakes.get(id)?.name).toBe(platform.name);
	});
});

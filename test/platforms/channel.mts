import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { runAcrylicDelist, type RunResult } from '../harness.mts';
import { expectNoSecrets } from './noSecrets.mts';

export interface Row {
	sku: string;
	channel: string;
	outcome: string;
	kind?: string;
	changed: boolean;
	confirmed: boolean;
	before: Record<string, unknown> | null;
	after: Record<string, unknown> | null;
	restore: string;
	warnings: string[];
	message: string;
	nextStep?: string;
	requests: number;
	plannedRequests?: PlannedRequest[];
}

export interface PlannedRequest {
	batch: number;
	of: number;
	items: number;
	method?: string;
	path?: string;
	body?: ReturnType<typeof JSON.parse>;
}

export interface Settings {
	/** '<Channel> Options'. */
	channel?: IDataObject;
	/** 'Options'. */
	options?: IDataObject;
	credential?: ICredentialDataDecryptedObject;
}

export interface Outcome extends RunResult {
	/** Both outputs together, in the order of the input. */
	rows: Row[];
	/** Outcomes by SKU. */
	outcomes: Record<string, string>;
}

const CREDENTIALS: Record<string, string> = {
	shopify: 'stockOutShopifyApi',
	woocommerce: 'stockOutWooCommerceApi',
};

interface Account {
	credentials: Readonly<Record<string, ICredentialDataDecryptedObject>>;
}

/** Acrylic Delist with one channel, its parameters as the editor leaves them. No result of any run may show a secret. */
export function channelOf(account: Account, id: string) {
	const type = CREDENTIALS[id]!;
	const run = async (
		operation: string,
		items: IDataObject[],
		settings: Settings,
	): Promise<Outcome> => {
		const credentials = { [type]: settings.credential ?? account.credentials[type]! };
		const result = await runAcrylicDelist({
			parameters: {
				operation,
				channels: [id],
				sku: '={{ $json.sku }}',
				restore: '={{ $json.restore }}',
				quantity: '={{ $json.quantity }}',
				[`${id}Options`]: (settings.channel ?? {}) as INodeParameters,
				options: (settings.options ?? {}) as INodeParameters,
			},
			items,
			credentials,
		});
		expectNoSecrets(result, credentials);
		const place = (pairedItem: unknown) => (pairedItem as { item: number }).item;
		const rows = result.raw
			.flat()
			.sort((a, b) => place(a.pairedItem) - place(b.pairedItem))
			.map((item) => item.json as unknown as Row);
		const outcomes = Object.fromEntries(rows.map(({ sku, outcome }) => [sku, outcome]));
		return { ...result, rows, outcomes };
	};
	const named = (skus: readonly string[]) => skus.map((sku) => ({ sku }));
	return {
		takeOff: (skus: readonly string[], settings: Settings = {}) =>
			run('takeOffSale', named(skus), settings),
		/** As somebody would wire it: the rows of the take-off go in as they came out. */
		putBack: (items: ReadonlyArray<object>, settings: Settings = {}) =>
			run('putBackOnSale', structuredClone(items) as IDataObject[], settings),
		state: (skus: readonly string[], settings: Settings = {}) =>
			run('getStockState', named(skus), settings),
	};
}

export const hide: Settings = { channel: { stop: 'hide' } };
export const both: Settings = { channel: { stop: 'both' } };

import { account } from './login.mts';

export interface Reference {
	self?: true;
	supplementalDataSourceName?: string;
	primaryDataSourceName?: string;
}

export interface DataSource {
	name: string;
	dataSourceId: string;
	displayName: string;
	input: 'API' | 'FILE' | 'UI' | 'AUTOFEED';
	primaryProductDataSource?: {
		contentLanguage?: string;
		feedLabel?: string;
		defaultRule: { takeFromDataSources: Reference[] };
	};
	supplementalProductDataSource?: {
		contentLanguage?: string;
		feedLabel?: string;
		referencingPrimaryDataSources: Reference[];
	};
}

export const sourceName = (id: string): string =>
	`accounts/${account.merchantId}/dataSources/${id}`;

const supplemental = (id: string): Reference => ({ supplementalDataSourceName: sourceName(id) });

const primary = (
	id: string,
	displayName: string,
	input: DataSource['input'],
	feedLabel: string,
	takeFromDataSources: Reference[] = [{ self: true }],
): DataSource => ({
	name: sourceName(id),
	dataSourceId: id,
	displayName,
	input,
	primaryProductDataSource: {
		contentLanguage: 'en',
		feedLabel,
		defaultRule: { takeFromDataSources },
	},
});

const beside = (
	id: string,
	displayName: string,
	input: DataSource['input'],
	linkedTo: string[],
	feedLabel?: string,
): DataSource => ({
	name: sourceName(id),
	dataSourceId: id,
	displayName,
	input,
	supplementalProductDataSource: {
		...(feedLabel && { contentLanguage: 'en', feedLabel }),
		referencingPrimaryDataSources: linkedTo.map((one) => ({
			primaryDataSourceName: sourceName(one),
		})),
	},
});

/** By id. The shop sends US and CA through the API, GB as a file; Google also reads the Canadian website by itself. */
export const ids = {
	us: '10001',
	canada: '10002',
	canadaCrawl: '10003',
	britain: '10004',
	stock: '20001',
	unlinked: '20002',
	behind: '20003',
	file: '20004',
	german: '20005',
} as const;

export const makeSources = (): DataSource[] => [
	primary(ids.us, 'Web shop US', 'API', 'US'),
	primary(ids.canada, 'Web shop CA', 'API', 'CA'),
	primary(ids.canadaCrawl, 'Found by Google', 'AUTOFEED', 'CA'),
	primary(ids.britain, 'Price list GB', 'FILE', 'GB', [
		supplemental(ids.stock),
		{ self: true },
		supplemental(ids.behind),
	]),
	beside(ids.stock, 'n8n stock', 'API', [ids.britain]),
	beside(ids.unlinked, 'Unlinked', 'API', []),
	beside(ids.behind, 'Behind the price list', 'API', [ids.britain]),
	beside(ids.file, 'Labels from a sheet', 'FILE', [ids.britain]),
	beside(ids.german, 'Stock DE', 'API', [ids.britain], 'DE'),
	{
		name: sourceName('30001'),
		dataSourceId: '30001',
		displayName: 'Reviews',
		input: 'FILE',
	},
];

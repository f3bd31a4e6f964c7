import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';

import { asList, asObject, asText, type Call } from '../../http/answer';
import type { Account } from '../../http/client';
import { forward } from '../../http/pages';
import type { Problem } from '../../http/problem';
import type { ChannelOptions } from '../platform';
import { accountPath, type OfAccount, type OfferName } from './names';

export interface Source {
	/** `accounts/123/dataSources/456` */
	name: string;
	title: string;
	/** API, FILE, UI or AUTOFEED; only the first can be written. */
	input: string;
	kind: 'primary' | 'supplemental';
	/** Empty: any. */
	language: string;
	feedLabel: string;
	/** Of a primary source: what wins over its own values, and what does not, in its default rule. */
	before: readonly string[];
	after: readonly string[];
	/** Of a supplemental source: the primary sources that refer to it in any rule. */
	linkedTo: readonly string[];
}

/** Where the availability of an offer is to be written, or why it cannot be. */
export type Route = { how: 'patch' | 'insert'; dataSource: string } | { problem: Problem };

export async function readSources(call: Call, options: OfAccount): Promise<Source[]> {
	const rows: IDataObject[] = [];
	const ask = forward(call, 'Google Merchant Center');
	let pageToken = '';
	do {
		const { body } = await ask({
			method: 'GET',
			path: `${accountPath('datasources', options)}/dataSources`,
			query: { pageSize: '1000', ...(pageToken ? { pageToken } : {}) },
		});
		const page = asObject(body);
		rows.push(...asList(page.dataSources));
		pageToken = asText(page.nextPageToken);
	} while (pageToken);
	return rows.flatMap(toSource);
}

function toSource(row: IDataObject): Source[] {
	const kind = row.primaryProductDataSource ? 'primary' : 'supplemental';
	const part = row.primaryProductDataSource ?? row.supplementalProductDataSource;
	if (!part) return [];
	const { contentLanguage, feedLabel, defaultRule, referencingPrimaryDataSources } = asObject(part);
	const order = asList(asObject(defaultRule).takeFromDataSources);
	const self = order.findIndex((reference) => reference.self === true);
	const names = (references: readonly IDataObject[]) =>
		references.map(({ supplementalDataSourceName }) => asText(supplementalDataSourceName));
	return [
		{
			name: asText(row.name),
			title: asText(row.displayName),
			input: asText(row.input),
			kind,
			language: asText(contentLanguage),
			feedLabel: asText(feedLabel),
			before: names(self < 0 ? order : order.slice(0, self)),
			after: names(self < 0 ? [] : order.slice(self + 1)),
			linkedTo: asList(referencingPrimaryDataSources).map(({ primaryDataSourceName }) =>
				asText(primaryDataSourceName),
			),
		},
	];
}

/** Choices for the option: sources that can be written beside a primary one. */
export async function writableSupplementals(
	call: Call,
	account: Account,
): Promise<INodePropertyOptions[]> {
	const sources = await readSources(call, { account });
	return sources
		.filter(({ kind, input }) => kind === 'supplemental' && input === 'API')
		.map(({ title, name }) => ({ name: title, value: name }))
		.sort((a, b) => a.name.localeCompare(b.name));
}

const fits = ({ language, feedLabel }: Source, offer: OfferName): boolean =>
	(!language || language === offer.language) && (!feedLabel || feedLabel === offer.feedLabel);

/** The primary source of an offer, where only one can be it; else the product itself has to be asked. */
export function onlyPrimary(sources: readonly Source[], offer: OfferName): string | undefined {
	const possible = sources.filter((source) => source.kind === 'primary' && fits(source, offer));
	return possible.length === 1 ? possible[0].name : undefined;
}

export function routeOf(
	offer: OfferName,
	primary: string,
	sources: readonly Source[],
	options: ChannelOptions,
): Route {
	if (offer.local) return { problem: onlyInShops() };
	const own = sources.find(({ name, kind }) => name === primary && kind === 'primary');
	const chosen = asText(options.dataSource).trim();
	if (chosen)
		return besideIt(
			offer,
			own,
			sources.find(({ name }) => name === chosen || name.endsWith(`/${chosen}`)),
		);
	if (own && own.input !== 'API') return { problem: notWritable(own) };
	return primary ? { how: 'patch', dataSource: primary } : { problem: noSource() };
}

function besideIt(
	offer: OfferName,
	primary: Source | undefined,
	source: Source | undefined,
): Route {
	if (!source || source.kind !== 'supplemental' || source.input !== 'API')
		return { problem: notSupplemental(source) };
	if (!fits(source, offer)) return { problem: otherLabel(source, offer) };
	if (primary && !reaches(source, primary)) return { problem: notLinked(source, primary) };
	return { how: 'insert', dataSource: source.name };
}

/** What is written to a source without a link, or behind the primary one in its rule, is taken with 200 and changes nothing (sheet, section 4). */
function reaches({ name, linkedTo }: Source, primary: Source): boolean {
	if (primary.after.includes(name)) return false;
	return primary.before.includes(name) || linkedTo.includes(primary.name);
}

const refused = (message: string, nextStep: string): Problem => ({
	kind: 'refused',
	message,
	nextStep,
});

const OPTION = "'Supplemental Data Source Name or ID' in the Google Merchant Center options";

const onlyInShops = (): Problem =>
	refused(
		'This offer is for your physical shops only; their stock is kept per shop, not on the offer.',
		'Change the stock of the shops in Merchant Center or in the system that sends it.',
	);

const ORIGINS: Readonly<Record<string, string>> = {
	FILE: 'a file',
	UI: 'entries made by hand in Merchant Center',
	AUTOFEED: "Google's own reading of your website",
};

const notWritable = ({ title, input }: Source): Problem =>
	refused(
		`This product comes from ${ORIGINS[input] ?? 'a source of another kind'} ('${title}'), which cannot be changed through the API.`,
		`Make an API supplemental source, link it to '${title}', and choose it as ${OPTION}.`,
	);

const noSource = (): Problem =>
	refused('Google does not say from which data source this product comes.', `Choose ${OPTION}.`);

const notSupplemental = (source: Source | undefined): Problem =>
	refused(
		source
			? `'${source.title}' is not a supplemental data source for the API.`
			: 'The chosen data source does not exist in this account.',
		`Choose another one as ${OPTION}.`,
	);

const otherLabel = ({ title, language, feedLabel }: Source, offer: OfferName): Problem =>
	refused(
		`The data source '${title}' is for ${language} and ${feedLabel}, this offer is for ${offer.language} and ${offer.feedLabel}.`,
		'Make a supplemental source without language and feed label, and choose that one.',
	);

const notLinked = ({ title }: Source, primary: Source): Problem =>
	refused(
		`Google would ignore the change: '${title}' is not linked to '${primary.title}', or stands behind it there.`,
		`Open '${primary.title}' in Merchant Center and let it take availability from '${title}' first.`,
	);

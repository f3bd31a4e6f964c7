import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { asNumber, asText } from '../../../http/answer';
import type { Problem } from '../../../http/problem';
import type { Platform } from '../../../platforms/platform';
import { itemValues } from './itemValues';
import { toMemory, type Memory } from './memory';
import type { Operation, Settings, Wish } from './types';

/** Parameter that holds a platform's options: `googleMerchantOptions` for `google-merchant`. */
export const optionsName = ({ id }: Platform): string =>
	`${id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Options`;

/** What an item says, read once for all channels: an expression costs more than most of our own work. */
export interface ItemWish {
	item: number;
	sku: string;
	quantity?: number;
	memory?: Memory;
	problem?: Problem;
}

const RUN_DEFAULTS = { dryRun: false, confirm: true, confirmFor: 120, safetyLimit: 50 };

export function readSettings(context: IExecuteFunctions): Settings {
	const options = {
		...RUN_DEFAULTS,
		...(context.getNodeParameter('options', 0, {}) as IDataObject),
	};
	return {
		operation: context.getNodeParameter('operation', 0) as Operation,
		dryRun: options.dryRun === true,
		confirm: options.confirm !== false,
		confirmForMs: Math.max(0, asNumber(options.confirmFor) ?? RUN_DEFAULTS.confirmFor) * 1000,
		safetyLimit: Math.max(0, asNumber(options.safetyLimit) ?? RUN_DEFAULTS.safetyLimit),
		runId: context.getExecutionId(),
	};
}

export function readItems(context: IExecuteFunctions, operation: Operation): ItemWish[] {
	const { parameters } = context.getNode();
	const valuesOf = (name: string) => itemValues(context, name, parameters[name]);
	const skuOf = valuesOf('sku');
	const restoreOf = valuesOf('restore');
	const quantityOf = valuesOf('quantity');
	return context.getInputData().map((_, item) => {
		const sku = asText(skuOf(item)).trim();
		const wish: ItemWish = { item, sku };
		if (operation === 'putBackOnSale') readPutBack(wish, restoreOf(item), quantityOf(item));
		if (wish.sku === '' && !wish.problem) wish.problem = noSku(item);
		return wish;
	});
}

function readPutBack(wish: ItemWish, restore: unknown, given: unknown): void {
	if (restore !== '' && restore !== undefined && restore !== null) {
		wish.memory = toMemory(restore);
		if (wish.memory) wish.sku = wish.memory.sku;
		else
			wish.problem = {
				kind: 'invalid',
				message: `The restore data of item ${wish.item} cannot be read.`,
				nextStep:
					"Map the 'restore' field of an earlier Take Off Sale result into 'Restore Data', unchanged, or leave it empty.",
			};
	}
	if (given === '' || given === undefined || given === null) {
		if (!wish.memory && !wish.problem)
			wish.problem = {
				kind: 'invalid',
				message: `Item ${wish.item} has neither a quantity nor restore data, so it is not known what to put back.`,
				nextStep:
					"Fill in 'Quantity', or map the 'restore' field of the Take Off Sale result into 'Restore Data'.",
			};
		return;
	}
	const quantity = asNumber(given);
	if (quantity !== null && Number.isInteger(quantity) && quantity > 0) wish.quantity = quantity;
	else
		wish.problem ??= {
			kind: 'refused',
			message: `The quantity of item ${wish.item} is ${JSON.stringify(given)}, so there is nothing to put back on sale.`,
			nextStep:
				"Give a whole number above zero, or leave 'Quantity' empty to restore the remembered one.",
		};
}

/** The wishes of one channel. Items whose restore data belongs to another channel are not its business. */
export function wishesFor(
	context: IExecuteFunctions,
	platform: Platform,
	items: readonly ItemWish[],
): Wish[] {
	const ownName = ownSku(context, platform);
	return items
		.filter(({ memory }) => memory === undefined || memory.channel === platform.id)
		.map((wish) => {
			const channelSku = ownName(wish);
			const problem = wish.problem ?? tooLong(wish.item, channelSku);
			return { ...wish, channelSku, ...(problem ? { problem } : {}) };
		});
}

/** 'SKU on This Channel' is the one channel option that may differ from item to item. */
function ownSku(context: IExecuteFunctions, platform: Platform): (wish: ItemWish) => string {
	const raw = (context.getNode().parameters[optionsName(platform)] ?? {}) as IDataObject;
	if (asText(raw.sku) === '') return ({ sku }) => sku;
	const ownOf = itemValues(context, `${optionsName(platform)}.sku`, raw.sku);
	return ({ item, sku }) => asText(ownOf(item)).trim() || sku;
}

/** Far beyond what any channel takes; most likely a whole file went into one field. */
const LONGEST_SKU = 1_000;

function tooLong(item: number, { length }: string): Problem | undefined {
	if (length <= LONGEST_SKU) return undefined;
	return {
		kind: 'invalid',
		message: `The SKU of item ${item} has ${length} characters; no channel knows such a SKU.`,
		nextStep: "Check which field is mapped into 'SKU', and the quotes in the file it comes from.",
	};
}

function noSku(item: number): Problem {
	return {
		kind: 'invalid',
		message: `Item ${item} has no SKU.`,
		nextStep: "Map the field that holds the SKU into 'SKU'.",
	};
}

import type { GraphQLResolveInfo, ValueNode } from 'graphql';
import { GraphQLError, getDirectiveValues } from 'graphql';
import { badRequest } from './connections.mts';
import { dateTime, gid, idOf } from './ids.mts';
import type { CodedError, QuantityRow, SetQuantitiesInput } from './inventoryRules.mts';
import { present, problemsOf } from './inventoryRules.mts';
import type { Level, Variant } from './model.mts';
import { changeLevel, levelAt, rename, setTracked } from './store.mts';
import type { Store } from './store.mts';
import type { Context } from './views.mts';
import { itemView, locationView } from './views.mts';

interface Change {
	name: string;
	delta: number;
	variant: Variant;
	level: Level;
}

const keyLifetimeMs = 24 * 3_600_000;

export function makeInventory(store: Store) {
	const attempts = new Map<
		string,
		{ fingerprint: string; at: number; group: object | undefined }
	>();
	let groups = 0n;

	/** The same key with the same input answers from the first attempt's record (shopify sheet, section 4). */
	function earlier(key: string, fingerprint: string) {
		const attempt = attempts.get(key);
		if (!attempt || store.now() - attempt.at >= keyLifetimeMs) return undefined;
		if (attempt.fingerprint !== fingerprint) {
			return refused({
				field: null,
				code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH',
				message: 'The same idempotency key cannot be used with different operation parameters.',
			});
		}
		if (!attempt.group) {
			return refused({
				field: null,
				code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED',
				message: 'The previous attempt with this idempotency key failed.',
			});
		}
		return { inventoryAdjustmentGroup: attempt.group, userErrors: [] };
	}

	function inventorySetQuantities(
		{ input }: { input: SetQuantitiesInput },
		_context: Context,
		info: GraphQLResolveInfo,
	) {
		const key = idempotencyKey(info);
		requireChangeFromQuantity(input, info);
		const fingerprint = JSON.stringify(input);
		const answered = earlier(key, fingerprint);
		if (answered) return answered;

		const userErrors = problemsOf(store, input);
		if (userErrors.length > 0) {
			attempts.set(key, { fingerprint, at: store.now(), group: undefined });
			return { inventoryAdjustmentGroup: null, userErrors };
		}
		const changes = input.quantities.flatMap((row) => apply(store, input.name, row));
		groups += 1n;
		const group = groupView(store, String(54640716251442n + groups * 32768n), input, changes);
		attempts.set(key, { fingerprint, at: store.now(), group });
		return { inventoryAdjustmentGroup: group, userErrors };
	}

	function inventoryItemUpdate({ id, input }: { id: string; input: ItemInput }) {
		const variant = store.shop.item(idOf('InventoryItem', id));
		if (!variant) {
			const message = "The product couldn't be updated because it does not exist.";
			return { inventoryItem: null, userErrors: [{ field: ['id'], message }] };
		}
		updateItem(store, variant, input);
		return { inventoryItem: itemView(store, variant), userErrors: [] };
	}

	return { inventorySetQuantities, inventoryItemUpdate };
}

export interface ItemInput {
	sku?: string | null;
	tracked?: boolean | null;
}

export function updateItem(store: Store, variant: Variant, { sku, tracked }: ItemInput) {
	if (sku != null && sku !== variant.sku) rename(store, variant, sku);
	if (tracked != null && tracked !== variant.tracked) setTracked(store, variant, tracked);
}

const refused = (error: CodedError) => ({ inventoryAdjustmentGroup: null, userErrors: [error] });

/** Mandatory since 2026-04, and on the field (shopify sheet, sections 1 and 4). */
function idempotencyKey(info: GraphQLResolveInfo): string {
	const directive = info.schema.getDirective('idempotent')!;
	const values = getDirectiveValues(directive, info.fieldNodes[0]!, info.variableValues);
	if (!values) {
		throw badRequest(
			'The @idempotent directive is required for this mutation but was not provided.',
			info,
		);
	}
	const key = String(values.key);
	if (key.trim() === '') throw badRequest('The idempotency key cannot be blank.', info);
	return key;
}

function requireChangeFromQuantity(input: SetQuantitiesInput, info: GraphQLResolveInfo) {
	if (input.quantities.every((row) => 'changeFromQuantity' in row)) return;
	const field = info.fieldNodes[0]!;
	const value: ValueNode = field.arguments!.find(({ name }) => name.value === 'input')!.value;
	const definition =
		value.kind === 'Variable' &&
		info.operation.variableDefinitions?.find(
			({ variable }) => variable.name.value === value.name.value,
		);
	throw new GraphQLError(
		'InventoryQuantityInput must include the following argument: changeFromQuantity.',
		{
			nodes: definition ? [field, definition] : [field],
			extensions: { code: 'INVALID_FIELD_ARGUMENTS' },
		},
	);
}

function apply(store: Store, name: string, row: QuantityRow): Change[] {
	const variant = store.shop.item(idOf('InventoryItem', row.inventoryItemId))!;
	const level = levelAt(store, variant, idOf('Location', row.locationId)!);
	const delta = row.quantity - present(name, level);
	if (delta === 0) return [];
	changeLevel(store, variant, level, { available: delta });
	return ['available', 'on_hand'].map((changed) => ({ name: changed, delta, variant, level }));
}

function groupView(store: Store, id: string, input: SetQuantitiesInput, changes: Change[]) {
	return {
		__typename: 'InventoryAdjustmentGroup',
		id: gid('InventoryAdjustmentGroup', id),
		createdAt: dateTime(store.now()),
		reason: input.reason,
		referenceDocumentUri: input.referenceDocumentUri ?? null,
		changes: (only: {
			inventoryItemIds?: string[] | null;
			locationIds?: string[] | null;
			quantityNames?: string[] | null;
		}) =>
			changes
				.map(({ name, delta, variant, level }) => ({
					name,
					delta,
					quantityAfterChange: null,
					item: itemView(store, variant),
					location: locationView(level.location),
				}))
				.filter(({ item }) => only.inventoryItemIds?.includes(item.id) ?? true)
				.filter(({ location }) => only.locationIds?.includes(location.id) ?? true)
				.filter(({ name }) => only.quantityNames?.includes(name) ?? true),
	};
}

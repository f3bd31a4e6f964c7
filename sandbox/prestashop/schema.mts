/** The resources of the webservice, their fields in the order the shop answers them, and what it checks of each. */

export type Kind = 'id' | 'int' | 'bool' | 'text' | 'decimal' | 'date' | 'visibility';

export interface Field {
	name: string;
	kind: Kind;
	/** The resource an id points to. */
	link?: string;
	required: boolean;
	/** Refused in a write with code 93. */
	readOnly: boolean;
	/** Computed by the shop; cannot be filtered (code 34). */
	dynamic: boolean;
	/** One text per language. */
	i18n: boolean;
}

export interface Resource {
	name: string;
	node: string;
	className: string;
	fields: Field[];
	forbidden: string[];
}

const field = (text: string): Field => {
	const [name = '', kind = 'text', ...flags] = text.split(' ');
	const link = flags.find((flag) => flag.startsWith('>'))?.slice(1);
	return {
		name,
		kind: kind as Kind,
		...(link && { link }),
		required: flags.includes('required'),
		readOnly: flags.includes('readOnly'),
		dynamic: flags.includes('dynamic'),
		i18n: flags.includes('i18n'),
	};
};

const resource = (
	name: string,
	node: string,
	className: string,
	fields: string[],
	forbidden: string[] = [],
): Resource => ({ name, node, className, fields: fields.map(field), forbidden });

const products = resource('products', 'product', 'Product', [
	'id_manufacturer id >manufacturers',
	'id_supplier id >suppliers',
	'id_category_default id >categories',
	'new text',
	'cache_default_attribute id',
	'id_default_image id',
	'id_default_combination id >combinations',
	'id_tax_rules_group id >tax_rule_groups',
	'position_in_category int dynamic',
	'manufacturer_name text readOnly dynamic',
	'quantity int readOnly dynamic',
	'type text dynamic',
	'id_shop_default id',
	'reference text',
	'supplier_reference text',
	'location text',
	'width decimal',
	'height decimal',
	'depth decimal',
	'weight decimal',
	'quantity_discount bool',
	'ean13 text',
	'isbn text',
	'upc text',
	'mpn text',
	'cache_is_pack bool',
	'cache_has_attachments bool',
	'is_virtual bool',
	'state id',
	'additional_delivery_times id',
	'delivery_in_stock text i18n',
	'delivery_out_stock text i18n',
	'on_sale bool',
	'online_only bool',
	'ecotax decimal',
	'minimal_quantity int',
	'low_stock_threshold int',
	'low_stock_alert bool',
	'price decimal required',
	'wholesale_price decimal',
	'unity text',
	'unit_price_ratio decimal',
	'additional_shipping_cost decimal',
	'customizable int',
	'text_fields int',
	'uploadable_files int',
	'active bool',
	'redirect_type text',
	'id_type_redirected id',
	'available_for_order bool',
	'available_date date',
	'show_condition bool',
	'condition text',
	'show_price bool',
	'indexed bool',
	'visibility visibility',
	'advanced_stock_management bool',
	'date_add date',
	'date_upd date',
	'pack_stock_type int',
	'meta_description text i18n',
	'meta_keywords text i18n',
	'meta_title text i18n',
	'link_rewrite text i18n',
	'name text i18n',
	'description text i18n',
	'description_short text i18n',
	'available_now text i18n',
	'available_later text i18n',
]);

const combinations = resource('combinations', 'combination', 'Combination', [
	'id_product id required >products',
	'location text',
	'ean13 text',
	'isbn text',
	'upc text',
	'mpn text',
	'quantity int',
	'reference text',
	'supplier_reference text',
	'wholesale_price decimal',
	'price decimal',
	'ecotax decimal',
	'weight decimal',
	'unit_price_impact decimal',
	'minimal_quantity id required',
	'low_stock_threshold int',
	'low_stock_alert bool',
	'default_on bool',
	'available_date date',
]);

const stockAvailables = resource(
	'stock_availables',
	'stock_available',
	'StockAvailable',
	[
		'id_product id required >products',
		'id_product_attribute id required >combinations',
		'id_shop id >shops',
		'id_shop_group id >shop_groups',
		'quantity int required',
		'depends_on_stock bool required',
		'out_of_stock int required',
		'location text',
	],
	['POST', 'DELETE'],
);

const shops = resource('shops', 'shop', 'Shop', [
	'id_shop_group id required >shop_groups',
	'id_category id required',
	'active bool',
	'deleted bool',
	'name text required',
	'color text',
	'theme_name text',
]);

const supplyOrders = resource(
	'supply_orders',
	'supply_order',
	'SupplyOrder',
	[
		'id_supplier id required >suppliers',
		'id_lang id required',
		'id_warehouse id required',
		'id_supply_order_state id required >supply_order_states',
		'id_currency id required >currencies',
		'supplier_name text',
		'reference text required',
		'date_delivery_expected date required',
		'total_te decimal',
		'total_with_discount_te decimal',
		'total_ti decimal',
		'total_tax decimal',
		'discount_rate decimal',
		'discount_value_te decimal',
		'is_template bool',
		'date_add date',
		'date_upd date',
	],
	['PUT', 'POST', 'PATCH', 'DELETE'],
);

/** `orders` exists in every shop; the keys of this one have no right to it. */
const orders = resource('orders', 'order', 'Order', ['current_state id', 'date_upd date']);

/** The advanced stock management left the webservice with 9 (prestashop sheet, section 11). */
export const resourcesOf = (major: number): Map<string, Resource> =>
	new Map(
		[combinations, orders, products, shops, stockAvailables]
			.concat(major < 9 ? [supplyOrders] : [])
			.map((one) => [one.name, one]),
	);

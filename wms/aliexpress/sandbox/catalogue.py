"""What the two imitated shops sell, as plain data: the sandbox serves it, demo data may import it.

Fictitious goods. Product ids, platform SKU ids, SKU attribute strings and barcodes are computed from the place of a
row in the tables below and from nothing else, so they are the same on every machine and for every seed:
demo data can bind to them before any sandbox runs. Add rows at the end of a shop's table only.
Seller SKU codes are at most 20 characters (the platform's limit); sizes are those of the packed item.
"""

from dataclasses import dataclass

DEMO = "DEMO"
SIM = "SIM"

PLATFORM_WAREHOUSES = {DEMO: ("SZ-LH-01", "SZ-LH-02", "ES-03"), SIM: ("SIM",)}
"""Warehouse codes that the platform knows for each shop: the third part of the identity triple [M11]."""

# (code, zh, en, [(seller SKU, variant zh, variant en, price USD, grams, length mm, width mm, height mm), …])
_DEMO_PRODUCTS = (
    ("MC-15P", "磁吸手机壳 iPhone 15 Pro", "Magnetic case iPhone 15 Pro", (
        ("MC-15P-BLK", "黑色", "Black", "8.90", 62, 180, 105, 18),
        ("MC-15P-CLR", "透明", "Clear", "8.90", 58, 180, 105, 18),
        ("MC-15P-BLU", "远峰蓝", "Sierra blue", "9.20", 62, 180, 105, 18),
        ("MC-15P-PNK", "粉色", "Pink", "9.20", 62, 180, 105, 18),
    )),
    ("LED-5M", "LED灯带 5m", "LED strip light 5 m", (
        ("LED-5M-RGB", "RGB", "RGB", "12.50", 310, 160, 150, 40),
        ("LED-5M-WRM", "暖白", "Warm white", "10.80", 290, 160, 150, 40),
        ("LED-5M-CLD", "冷白", "Cold white", "10.80", 290, 160, 150, 40),
    )),
    ("NL-48W", "美甲灯 48W", "Nail lamp 48 W", (
        ("NL-48W-WHT", "白色", "White", "18.60", 420, 220, 180, 95),
        ("NL-48W-PNK", "粉色", "Pink", "18.60", 420, 220, 180, 95),
    )),
    ("CB-100W", "快充数据线 USB-C 100W", "Fast charge cable USB-C 100 W", (
        ("CB-100W-1M", "1m 白", "1 m white", "4.30", 34, 140, 80, 20),
        ("CB-100W-2M", "2m 黑", "2 m black", "5.60", 52, 140, 80, 25),
        ("CB-100W-3M", "3m 黑", "3 m black", "6.90", 71, 140, 80, 30),
    )),
    ("BT-ANC", "蓝牙耳机 降噪", "Bluetooth earbuds ANC", (
        ("BT-ANC-WHT", "白色", "White", "26.40", 95, 110, 90, 42),
        ("BT-ANC-BLK", "黑色", "Black", "26.40", 95, 110, 90, 42),
    )),
    ("HC-L", "法式抓夹 大号", "French hair claw large", (
        ("HC-L-A", "琥珀", "Amber", "3.20", 28, 120, 70, 50),
        ("HC-L-B", "黑色", "Black", "3.20", 28, 120, 70, 50),
        ("HC-L-C", "奶白", "Cream", "3.20", 28, 120, 70, 50),
    )),
    ("PH-DESK", "桌面手机支架", "Desk phone stand", (
        ("PH-DESK-SLV", "银色", "Silver", "7.40", 180, 150, 100, 40),
        ("PH-DESK-GRY", "深空灰", "Space grey", "7.40", 180, 150, 100, 40),
    )),
    ("SP-450", "运动水壶 450ml", "Sports bottle 450 ml", (
        ("SP-450-GRN", "抹茶绿", "Matcha green", "9.80", 210, 230, 75, 75),
        ("SP-450-ORG", "橙色", "Orange", "9.80", 210, 230, 75, 75),
        ("SP-450-BLK", "黑色", "Black", "9.80", 210, 230, 75, 75),
    )),
    ("YG-MAT", "瑜伽弹力带", "Resistance band", (
        ("YG-MAT-L", "轻阻力", "Light", "4.80", 60, 150, 90, 20),
        ("YG-MAT-M", "中阻力", "Medium", "5.20", 75, 150, 90, 20),
        ("YG-MAT-H", "强阻力", "Heavy", "5.60", 90, 150, 90, 20),
    )),
    ("KB-65", "机械键盘 65%", "Mechanical keyboard 65%", (
        ("KB-65-RED", "红轴", "Red switch", "46.00", 780, 340, 140, 55),
        ("KB-65-BRN", "茶轴", "Brown switch", "46.00", 780, 340, 140, 55),
    )),
    ("MS-2G", "无线鼠标 静音", "Silent wireless mouse", (
        ("MS-2G-BLK", "黑色", "Black", "9.60", 88, 130, 90, 45),
        ("MS-2G-WHT", "白色", "White", "9.60", 88, 130, 90, 45),
    )),
    ("TG-KIT", "拇指绣材料包", "Embroidery starter kit", (
        ("TG-KIT-CAT", "小猫", "Cat", "6.70", 140, 210, 210, 30),
        ("TG-KIT-FLW", "花束", "Bouquet", "6.70", 140, 210, 210, 30),
    )),
    ("SG-POL", "偏光太阳镜", "Polarised sunglasses", (
        ("SG-POL-BLK", "黑框灰片", "Black, grey lens", "11.90", 45, 165, 70, 60),
        ("SG-POL-TEA", "黑框茶片", "Black, tea lens", "11.90", 45, 165, 70, 60),
    )),
    ("PT-BRS", "宠物梳 自清洁", "Self-cleaning pet brush", (
        ("PT-BRS-S", "小号", "Small", "6.10", 110, 190, 80, 60),
        ("PT-BRS-L", "大号", "Large", "7.30", 150, 210, 100, 60),
    )),
    ("KN-SIL", "硅胶锅铲", "Silicone spatula", (
        ("KN-SIL-RED", "红色", "Red", "5.40", 96, 330, 80, 25),
        ("KN-SIL-GRY", "灰色", "Grey", "5.40", 96, 330, 80, 25),
    )),
    ("TR-ORG", "旅行收纳袋 六件套", "Packing cubes set of 6", (
        ("TR-ORG-NVY", "藏青", "Navy", "14.20", 380, 300, 220, 50),
        ("TR-ORG-GRY", "灰色", "Grey", "14.20", 380, 300, 220, 50),
        ("TR-ORG-PNK", "粉色", "Pink", "14.20", 380, 300, 220, 50),
    )),
)  # fmt: skip

_LOOK_ALIKE_BASES = (
    ("圆珠笔 0.5mm", "Ball pen 0.5 mm", "蓝", "Blue", "黑", "Black"),
    ("发圈 5 只装", "Hair ties pack of 5", "棕", "Brown", "米", "Beige"),
    ("镜头贴 14", "Lens film 14", "Pro", "Pro", "标准", "Standard"),
    ("船袜 均码", "No-show socks", "浅灰", "Light grey", "白", "White"),
    ("钥匙扣 皮革", "Leather key ring", "深棕", "Dark brown", "黑", "Black"),
    ("手机绳 60cm", "Phone strap 60 cm", "墨绿", "Dark green", "黑", "Black"),
    ("冰箱贴 城市", "City fridge magnet", "上海", "Shanghai", "深圳", "Shenzhen"),
    ("充电头 20W", "Charger 20 W", "欧规", "EU plug", "英规", "UK plug"),
    ("笔记本 A6", "Notebook A6", "横线", "Lined", "点阵", "Dotted"),
    ("硅胶表带 41mm", "Silicone band 41 mm", "午夜", "Midnight", "星光", "Starlight"),
    ("香薰片 12 片", "Scent tablets 12 pcs", "雪松", "Cedar", "茉莉", "Jasmine"),
    ("贴纸套装", "Sticker set", "春", "Spring", "夏", "Summer"),
)


@dataclass(frozen=True, slots=True)
class CatalogueSku:
    """One SKU as the platform and its maker know it. `gtin` is a GTIN-13 with a right check digit."""

    shop: str
    product_id: int
    platform_sku_id: int
    sku_attribute: str
    sku_code: str
    variant_zh: str
    variant_en: str
    price_usd: str
    weight_grams: int
    length_mm: int
    width_mm: int
    height_mm: int
    gtin: str


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """One product (SPU): `product_id` has 16 digits and is the platform's spu_id."""

    shop: str
    product_id: int
    spu_code: str
    name_zh: str
    name_en: str
    skus: tuple[CatalogueSku, ...]


def gtin13(body: str) -> str:
    """Return the 12 digits with their GS1 check digit."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _sim_products() -> tuple:
    """12 products of two look-alike variants each: SIM-001 and SIM-002 differ only in colour or the like."""
    rows = []
    for index, (zh, en, first_zh, first_en, second_zh, second_en) in enumerate(_LOOK_ALIKE_BASES):
        size = (40 + 5 * index, 120 + 4 * index, 60 + 3 * index, 20 + 2 * index)
        price = f"{3 + index * 0.7:.2f}"
        pair = (
            (f"SIM-{2 * index + 1:03d}", first_zh, first_en, price, *size),
            (f"SIM-{2 * index + 2:03d}", second_zh, second_en, price, *size),
        )
        rows.append((f"SIM-P{index + 1:02d}", zh, en, pair))
    return tuple(rows)


def _build(shop: str, rows: tuple, product_base: int, gtin_base: int) -> tuple[CatalogueProduct, ...]:
    products, serial = [], 0
    for place, (spu_code, name_zh, name_en, variants) in enumerate(rows, start=1):
        product_id = product_base + place * 104_729
        skus = []
        for number, (code, variant_zh, variant_en, price, grams, length, width, height) in enumerate(variants, start=1):
            serial += 1
            skus.append(
                CatalogueSku(
                    shop, product_id, product_base * 10 + 2_000_000_000_000_000 + serial * 7_919,
                    f"14:{200 + number};5:{100_014_000 + serial}", code, variant_zh, variant_en, price,
                    grams, length, width, height, gtin13(f"{gtin_base + serial:012d}"),
                )
            )  # fmt: skip
        products.append(CatalogueProduct(shop, product_id, spu_code, name_zh, name_en, tuple(skus)))
    return tuple(products)


PRODUCTS: dict[str, tuple[CatalogueProduct, ...]] = {
    DEMO: _build(DEMO, _DEMO_PRODUCTS, 1_005_006_100_000_000, 690_000_010_000),
    SIM: _build(SIM, _sim_products(), 1_005_007_200_000_000, 690_000_020_000),
}


def add_shop(code: str, rows: tuple, warehouses: tuple[str, ...]) -> None:
    """A further shop, before any world is made: rows as in the tables above, and the warehouse codes it may name."""
    PLATFORM_WAREHOUSES[code] = warehouses
    PRODUCTS[code] = _build(code, rows, 1_005_009_000_000_000, 690_010_000_000)


def skus(shop: str) -> tuple[CatalogueSku, ...]:
    """All SKUs of a shop, in the order of the tables."""
    return tuple(sku for product in PRODUCTS[shop] for sku in product.skus)

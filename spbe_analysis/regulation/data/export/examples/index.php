<?php // php index.php permenpanrb-8-2026      the printed index of the worked card, from the exported law alone
[$law, $card] = array_map(fn($end) => json_decode(file_get_contents(__DIR__ . "/../$argv[1]$end.json"), true), ["", ".card"]);
$denominator = 1; // of all weights together; values are taken in thousandths, so that no floats are added
foreach ($law["nodes"] as $node) {
    $below = (int) (explode("/", $node["weight"])[1] ?? 1);
    for ($a = $denominator, $b = $below; $b; [$a, $b] = [$b, $a % $b]);
    $denominator = intdiv($denominator * $below, $a);
}
$sum = 0;
foreach ($law["nodes"] as $node) if ($node["grid"]) {
    [$top, $bottom] = array_map("intval", explode("/", $node["weight"] . "/1"));
    $sum += $top * intdiv($denominator, $bottom) * (int) round(1000 * (float) $card["values"][$node["code"]]);
}
$hundredths = intdiv($sum + 5 * $denominator, 10 * $denominator); // half up, once
printf("%d.%02d\n", intdiv($hundredths, 100), $hundredths % 100);

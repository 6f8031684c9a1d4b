namespace Bantam.Costs;

/// <summary>Bit operations (BOPs), by both definitions that publications use. Numbers of one are not comparable with the other's.</summary>
public static class BitOperationCounter
{
    /// <summary>MACs·(a·w + a + w + log₂ of the terms): a multiplier of a·w AND gates and the adder behind it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="activationBits">Bits of an activation.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    /// <returns>The bit operations; 0 for layers without MACs. 64 → 64 channels, 3×3, 8 by 8 bits, one pixel: 3,287,160.</returns>
    /// <remarks>Source: Baskin et al., "UNIQ", 2018; notes, lines 3038-3157.</remarks>
    public static double Uniq(LayerCost layer, int activationBits, int weightBits)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Macs == 0 ? 0 : layer.Macs * ((activationBits * weightBits) + AccumulatorWidth.Real(layer.Terms, activationBits, weightBits));
    }

    /// <summary>The sum of <see cref="Uniq(LayerCost, int, int)"/> over a network.</summary>
    /// <param name="report">The network's counts.</param>
    /// <param name="activationBits">Bits of an activation.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    /// <returns>The bit operations.</returns>
    public static double Uniq(CostReport report, int activationBits, int weightBits)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Layers.Sum(layer => Uniq(layer, activationBits, weightBits));
    }

    /// <summary>MACs·a·w: the multipliers alone.</summary>
    /// <param name="report">The network's counts.</param>
    /// <param name="activationBits">Bits of an activation.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    /// <returns>The bit operations.</returns>
    /// <remarks>Source: van Baalen et al., "Bayesian Bits", 2020; most tools count so.</remarks>
    /// <exception cref="OverflowException">The count exceeds 63 bits.</exception>
    public static long Products(CostReport report, int activationBits, int weightBits)
    {
        ArgumentNullException.ThrowIfNull(report);
        return checked(report.Macs * activationBits * weightBits);
    }
}

namespace Bantam.Costs;

/// <summary>The energy of one inference: <c>Σ operations·e(format) + Σ accesses·e(memory)</c>, layer by layer.</summary>
/// <remarks>
/// <para>Operations: each multiplication in the format of the operands, each addition in that of the accumulator; what is
/// neither (comparisons, functions) counts as one addition. Memory: convolutions and dense layers by the cheapest tiles,
/// see <see cref="TileSearch"/>; elementwise layers work on values while they are made, and only read a second input;
/// everything else reads its inputs and writes its outputs once.</para>
/// <para>Source: notes, lines 464-469 and 2383-2389. A model of arithmetic and memory, not of a processor: see
/// <see cref="EnergyTable"/>. Fold a network first where it will be deployed folded.</para>
/// </remarks>
public sealed record InferenceEnergy
{
    /// <summary>Prices, formats, and where values live.</summary>
    public required EnergyAssumptions Assumptions { get; init; }

    /// <summary>The energy of each node, in order.</summary>
    public required IReadOnlyList<LayerEnergy> Layers { get; init; }

    /// <summary>The energy of all operations in picojoules.</summary>
    public double ComputePicojoules => Layers.Sum(layer => layer.ComputePicojoules);

    /// <summary>The energy of moving weights.</summary>
    public EnergyRange Weights => Sum(layer => layer.Weights);

    /// <summary>The energy of moving activations and partial sums.</summary>
    public EnergyRange Activations => Sum(layer => layer.Activations);

    /// <summary>The energy of everything.</summary>
    public EnergyRange Total => Sum(layer => layer.Total);

    /// <summary>Giga-operations per second and watt at the middle of <see cref="Total"/>, two for each MAC; 0 without MACs.</summary>
    public double GopsPerWatt => Layers.Sum(layer => layer.Macs) is > 0 and long macs ? Costs.GopsPerWatt.OfEnergy(macs, Total.MiddlePicojoules) : 0;

    /// <summary>Whether the table had all prices, or the worst substitute for one.</summary>
    public EnergyBasis Basis => (EnergyBasis)Math.Max((int)Price(PricedOperation.Multiplication).Basis, (int)Price(PricedOperation.Addition).Basis);

    /// <summary>Computes the energy of a network, values in the smallest memories that hold them.</summary>
    /// <param name="report">The network's counts, at any bytes per element.</param>
    /// <param name="table">The prices.</param>
    /// <param name="format">The formats.</param>
    /// <returns>The energy.</returns>
    public static InferenceEnergy Of(CostReport report, EnergyTable table, MacFormat format) => Of(report, EnergyAssumptions.For(report, table, format));

    /// <summary>Computes the energy of a network.</summary>
    /// <param name="report">The network's counts, at any bytes per element.</param>
    /// <param name="assumptions">Prices, formats, and where values live.</param>
    /// <returns>The energy.</returns>
    /// <exception cref="OverflowException">A count of bits exceeds 63 bits.</exception>
    public static InferenceEnergy Of(CostReport report, EnergyAssumptions assumptions)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(assumptions);

        // Networks repeat their blocks, and the search depends on the loops alone.
        Dictionary<LayerLoops, TiledEnergy> known = [];
        List<LayerEnergy> layers = [];
        foreach (LayerCost layer in report.Layers)
        {
            TiledEnergy? tiled = null;
            if (layer.Loops is { } loops && !known.TryGetValue(loops, out tiled))
            {
                known[loops] = tiled = TileSearch.Cheapest(loops, assumptions);
            }

            layers.Add(OfLayer(layer, tiled, report.BytesPerActivation, assumptions));
        }

        return new InferenceEnergy { Assumptions = assumptions, Layers = layers };
    }

    private static LayerEnergy OfLayer(LayerCost layer, TiledEnergy? tiled, int bytesPerActivation, EnergyAssumptions assumptions)
    {
        (EnergyTable table, MacFormat format) = (assumptions.Table, assumptions.Format);
        double compute =
            (layer.Arithmetic.Multiplications * table.EnergyOf(PricedOperation.Multiplication, format.Operands).Picojoules)
            + ((layer.Arithmetic.Additions + layer.Arithmetic.Others) * table.EnergyOf(PricedOperation.Addition, format.Accumulator).Picojoules);

        // Biases lie beside the weights that the loops know, and are read once.
        long otherWeights = Math.Max(0, layer.Parameters - (layer.Loops?.WeightElements ?? 0));
        long moved = layer.Loops is not null ? 0
            : layer.IsElementwise ? Math.Max(0, layer.InputBytes - layer.ActivationBytes) / bytesPerActivation
            : (layer.InputBytes + layer.ActivationBytes) / bytesPerActivation;
        return new LayerEnergy
        {
            Name = layer.Name,
            Macs = layer.Macs,
            ComputePicojoules = compute,
            Weights = table.AccessEnergy(assumptions.WeightMemory, checked(otherWeights * format.Operands.Bits)).Plus(tiled?.Weights ?? default),
            Activations = table.AccessEnergy(assumptions.ActivationMemory, checked(moved * format.Operands.Bits)).Plus(tiled?.Activations ?? default),
            Tiling = tiled?.Tiling,
            Buffer = tiled?.Buffer,
        };
    }

    private OperationEnergy Price(PricedOperation operation) => Assumptions.Table.EnergyOf(
        operation, operation == PricedOperation.Multiplication ? Assumptions.Format.Operands : Assumptions.Format.Accumulator);

    private EnergyRange Sum(Func<LayerEnergy, EnergyRange> part) => Layers.Aggregate(default(EnergyRange), (sum, layer) => sum.Plus(part(layer)));
}

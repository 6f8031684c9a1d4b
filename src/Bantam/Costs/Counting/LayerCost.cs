namespace Bantam.Costs;

/// <summary>What one node of a network costs for one sample.</summary>
public sealed record LayerCost
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The op's name.</summary>
    public required string Op { get; init; }

    /// <summary>The shape of its output for one sample, without the batch axis.</summary>
    public required Model.Shape OutputShape { get; init; }

    /// <summary>Its trained values: weights and biases, no running statistics.</summary>
    public required long Parameters { get; init; }

    /// <summary>Its multiply-accumulates; a multiplication and an addition count as one. Batch normalization has none, as in published counts, see <see cref="Arithmetic"/>.</summary>
    public required long Macs { get; init; }

    /// <summary>Additions, comparisons and look-ups outside of MACs.</summary>
    public required long OtherOperations { get; init; }

    /// <summary>Its multiplications, additions and other operations.</summary>
    public required Arithmetic Arithmetic { get; init; }

    /// <summary>How often its weights and its inputs are used.</summary>
    public required DataReuse Reuse { get; init; }

    /// <summary>The products that one output sums; 0 without MACs.</summary>
    public long Terms => Units == 0 ? 0 : Macs / Units;

    /// <summary>The memory of the activations that it reads in bytes, at the bytes per element of the report. 0 for a view.</summary>
    public required long InputBytes { get; init; }

    /// <summary>The elements ("units") of its output.</summary>
    public long Units => OutputShape.Count;

    /// <summary>The memory of its output in bytes, at the bytes per element of the report. 0 where it is a view of its input.</summary>
    public required long ActivationBytes { get; init; }

    /// <summary>The memory of its trained values in bytes, at the bytes per element of the report.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Whether it works on each element by itself, so that it can be computed while its input is made, in place.</summary>
    public required bool IsElementwise { get; init; }

    /// <summary>The loops of a convolution or a dense layer; null for any other.</summary>
    public LayerLoops? Loops { get; init; }

    /// <summary>The work if the weights took only a few values besides 0: what belongs to one value is added up first, and multiplied once.</summary>
    /// <param name="values">The values besides 0: 2 for ternary weights −Wₙ and Wₚ, 1 for binary ones with one scale.</param>
    /// <returns>The counts: at most one multiplication for each value and output, and all additions. 576 multiplications become 2.</returns>
    /// <remarks>Weights of 0 save additions too, which depends on the weights and is not counted. Source: notes, lines 3325-3329.</remarks>
    public Arithmetic ArithmeticWithWeightValues(int values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values, 1);
        return Macs == 0 ? Arithmetic : Arithmetic with { Multiplications = Math.Min(Arithmetic.Multiplications, checked(values * Units)) };
    }
}

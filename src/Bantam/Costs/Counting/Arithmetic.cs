using Bantam.Model;

namespace Bantam.Costs;

/// <summary>The work of a node by kind, for one sample.</summary>
/// <param name="Multiplications">Multiplications and divisions; each MAC has one.</param>
/// <param name="Additions">Additions and subtractions; each MAC has one, each bias another.</param>
/// <param name="Others">Comparisons, functions and look-ups.</param>
public readonly record struct Arithmetic(long Multiplications, long Additions, long Others)
{
    /// <summary>Counts the work of a node.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The counts, positions of windows that hang over the edge included.</returns>
    /// <exception cref="OverflowException">A count exceeds 63 bits.</exception>
    public static Arithmetic Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        OpCost cost = node.Cost;
        long outputs = node.SampleShape.Count;
        return checked(node.Op switch
        {
            _ when cost.Macs > 0 => new Arithmetic(cost.Macs, cost.Macs + cost.OtherOperations, 0),
            LocalResponseNorm norm => new Arithmetic(3 * outputs, norm.Size * outputs, outputs),
            Add or Subtract or Sum => new Arithmetic(0, cost.OtherOperations, 0),
            Multiply or Divide or Scale => new Arithmetic(cost.OtherOperations, 0, 0),
            AveragePool or GlobalAveragePool => new Arithmetic(outputs, cost.OtherOperations, 0),
            Mean => new Arithmetic(outputs, cost.OtherOperations - outputs, 0),
            _ => new Arithmetic(0, 0, cost.OtherOperations),
        });
    }
}

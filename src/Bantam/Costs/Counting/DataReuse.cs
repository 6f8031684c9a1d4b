using Bantam.Model;

namespace Bantam.Costs;

/// <summary>How often a layer uses what it reads, for one sample: what a memory close to the arithmetic saves.</summary>
/// <param name="Weights">MACs for each weight, biases aside: <c>E·F</c>, the positions of the window, for a convolution; 1 for a dense layer. 0 without weights.</param>
/// <param name="Inputs">MACs for each element of the input, the mean: for a convolution R·S·M/G·(E·F)/(H·W), which without padding is at most <c>R·S·M/U²</c>. 0 without MACs.</param>
/// <remarks>
/// R×S is the window, U its stride, H×W and E×F the sizes of input and output, M the output channels, G the groups. Positions
/// that hang over the edge count as in <see cref="OpCost.Macs"/>. A batch of N samples uses each weight N times as often.
/// Source: notes, lines 827-828.
/// </remarks>
public readonly record struct DataReuse(double Weights, double Inputs)
{
    /// <summary>The reuse of a node.</summary>
    /// <param name="node">The node.</param>
    /// <returns>The reuse; zeros for a node without MACs. AlexNet's first convolution uses each weight 3,025 times.</returns>
    public static DataReuse Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        double macs = CostCounter.MacsOf(node);
        if (macs == 0)
        {
            return default;
        }

        // The second input of a layer with MACs is its weight, unless it changes from sample to sample like a product of two activations.
        Value? weight = node.Inputs.Count > 1 && !node.Activations.Contains(node.Inputs[1]) ? node.Inputs[1] : null;
        long inputs = node.Activations.Sum(input => (long)input.SampleShape.Count);
        return new DataReuse(weight is null ? 0 : macs / weight.Type.Shape.Count, inputs == 0 ? 0 : macs / inputs);
    }
}

namespace Bantam.Model;

public sealed partial record Conv2d
{
    /// <summary>MACs = N · H′ · W′ · O · I · J · C/G, positions over the edge included; one addition per output for the bias.</summary>
    /// <param name="inputs">Types of x, k and b.</param>
    /// <param name="output">Type of y.</param>
    /// <returns>The counts.</returns>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        Shape weight = inputs[1].Shape;
        return new OpCost(checked((long)output.Shape.Count * weight[1] * weight[2] * weight[3]), inputs.Length == 3 ? output.Shape.Count : 0);
    }
}

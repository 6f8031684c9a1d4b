namespace Bantam.Model;

public sealed partial record Dense
{
    /// <summary>MACs = N · inputs · outputs; one addition per output for the bias (notes: line 2042).</summary>
    /// <param name="inputs">Types of x, w and b.</param>
    /// <param name="output">Type of y.</param>
    /// <returns>The counts.</returns>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) =>
        new(checked((long)output.Shape.Count * inputs[1].Shape[1]), inputs.Length == 3 ? output.Shape.Count : 0);
}

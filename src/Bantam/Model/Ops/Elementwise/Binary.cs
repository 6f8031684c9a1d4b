namespace Bantam.Model;

/// <summary>What the elementwise ops of two inputs share.</summary>
internal static class Binary
{
    /// <summary>The common type of two inputs.</summary>
    public static TensorType Infer(Op op, ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(op, inputs, 2, 2);
        if (inputs[0] != inputs[1])
        {
            throw new ShapeException($"{op.Name} works element by element, so both inputs must have one type, but got {inputs[0]} and {inputs[1]}.");
        }

        Expect.Float(op, inputs[0]);
        return inputs[0];
    }
}

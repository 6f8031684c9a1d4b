namespace Bantam.Model;

/// <summary>The checks that shape inference of many ops shares, with one wording.</summary>
internal static class Expect
{
    public static void Inputs(Op op, ReadOnlySpan<TensorType> inputs, int atLeast, int atMost)
    {
        if (inputs.Length < atLeast || inputs.Length > atMost)
        {
            string expected = atLeast == atMost ? $"{atLeast}" : $"{atLeast} to {atMost}";
            throw new ShapeException($"{op.Name} takes {expected} inputs, but got {inputs.Length}.");
        }
    }

    public static void Float(Op op, TensorType input)
    {
        if (!input.Element.IsFloat)
        {
            throw new ShapeException($"{op.Name} computes in Float32 or Float64, but got {input}.");
        }
    }

    public static void Rank(Op op, TensorType input, int rank, string convention)
    {
        Float(op, input);
        if (input.Shape.Rank != rank)
        {
            throw new ShapeException($"{op.Name} expects {convention}, {rank} axes, but got {input}.");
        }
    }

    public static void Vector(Op op, TensorType input, int length, string what)
    {
        if (input.Shape.Rank != 1 || input.Shape[0] != length)
        {
            throw new ShapeException($"{op.Name} expects {what} of shape [{length}], but got {input}.");
        }
    }

    public static void SameElement(Op op, ReadOnlySpan<TensorType> inputs)
    {
        foreach (TensorType input in inputs)
        {
            if (input.Element != inputs[0].Element)
            {
                throw new ShapeException($"{op.Name} needs all inputs of one element type, but got {inputs[0]} and {input}.");
            }
        }
    }
}

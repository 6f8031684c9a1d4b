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

    /// <summary>The type of the one floating-point input, which the output shares.</summary>
    public static TensorType Unary(Op op, ReadOnlySpan<TensorType> inputs)
    {
        Inputs(op, inputs, 1, 1);
        Float(op, inputs[0]);
        return inputs[0];
    }

    public static void Finite(Op op, string name, double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ShapeException($"{op.Name} needs a finite number as {name}, but got {value}.");
        }
    }

    /// <summary>An axis counted from 0.</summary>
    public static int Axis(Op op, TensorType input, int axis)
    {
        int rank = input.Shape.Rank;
        int resolved = axis < 0 ? axis + rank : axis;
        return resolved >= 0 && resolved < rank
            ? resolved
            : throw new ShapeException($"{op.Name} got axis {axis}, but {input} has {rank} axes: they count from 0, or from -1 (the last) backward.");
    }

    /// <summary>Some axes as a set of bits, bit 0 for axis 0; null means all of them.</summary>
    public static uint AxisSet(Op op, TensorType input, Axes? axes)
    {
        if (input.Shape.Rank > BroadcastWalk.MaximumRank)
        {
            throw new ShapeException($"{op.Name} works on at most {BroadcastWalk.MaximumRank} axes, but got {input}.");
        }

        if (axes is not { } listed)
        {
            return (1u << input.Shape.Rank) - 1;
        }

        uint set = 0;
        foreach (int axis in listed)
        {
            uint bit = 1u << Axis(op, input, axis);
            if ((set & bit) != 0)
            {
                throw new ShapeException($"{op.Name} got the axes {listed}, which name an axis of {input} twice.");
            }

            set |= bit;
        }

        return set;
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

using System.Numerics;

namespace Bantam.Model;

/// <summary>Ternary weights as lists of the inputs that each output adds and subtracts: Reduce-and-Scale.</summary>
/// <remarks>
/// <para>An output is <c>Wₚ·Σ_{i∈P} xᵢ − Wₙ·Σ_{i∈N} xᵢ</c>: additions alone, and two multiplications however many inputs there are.
/// Zeros cost nothing. Layout: for each output first the indices of P, then those of N, ascending; <see cref="Ends"/> holds where
/// each list ends.</para>
/// <para>Use it where most weights are 0: an index takes 16 bits, a dense ternary weight 2. Source: notes, lines 3316-3330.</para>
/// </remarks>
public sealed class TernaryIndexLists
{
    private readonly ushort[] _indices;
    private readonly int[] _ends;

    /// <summary>Lists the weights of a layer.</summary>
    /// <param name="signs">−1, 0 or 1 for each weight, [outputs, inputs].</param>
    /// <param name="inputs">Inputs per output, 1 to 65,536; it divides the number of weights.</param>
    /// <exception cref="ArgumentException">A sign is another number, or the lengths do not fit.</exception>
    public TernaryIndexLists(ReadOnlySpan<sbyte> signs, int inputs)
    {
        if (inputs is < 1 or > 65536 || signs.Length % inputs != 0)
        {
            throw new ArgumentException($"Ternary lists take 1 to 65536 inputs and a multiple of as many weights, but got {inputs} inputs and {signs.Length} weights.", nameof(inputs));
        }

        Inputs = inputs;
        Outputs = signs.Length / inputs;
        _ends = new int[2 * Outputs];
        List<ushort> indices = [];
        for (int list = 0; list < _ends.Length; list++)
        {
            ReadOnlySpan<sbyte> row = signs.Slice(list / 2 * inputs, inputs);
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i] is < -1 or > 1)
                {
                    throw new ArgumentException($"The sign of a ternary weight is -1, 0 or 1, but got {row[i]}.", nameof(signs));
                }

                if (row[i] == (list % 2 == 0 ? 1 : -1))
                {
                    indices.Add((ushort)i);
                }
            }

            _ends[list] = indices.Count;
        }

        _indices = [.. indices];
    }

    /// <summary>How many inputs an output sees.</summary>
    public int Inputs { get; }

    /// <summary>How many outputs there are.</summary>
    public int Outputs { get; }

    /// <summary>The inputs of all lists, one list after the other.</summary>
    public ReadOnlySpan<ushort> Indices => _indices;

    /// <summary>Where each list ends in <see cref="Indices"/>: for each output that of the added inputs, then that of the subtracted ones.</summary>
    public ReadOnlySpan<int> Ends => _ends;

    /// <summary>Multiplications per output, whatever the number of inputs.</summary>
    public const int MultiplicationsPerOutput = 2;

    /// <summary>Computes the layer on numbers of one kind.</summary>
    /// <typeparam name="TInput">The type of the inputs: <see cref="float"/>, or <see cref="sbyte"/> codes.</typeparam>
    /// <typeparam name="TSum">The type of sums, scales and outputs: <see cref="float"/>, or <see cref="int"/>.</typeparam>
    /// <param name="scales">Wₚ and Wₙ of each output.</param>
    /// <param name="input">The inputs of one sample.</param>
    /// <param name="output">Receives the outputs.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <remarks>Integers are exact as long as no sum leaves its type: 8-bit codes times 2¹⁶ inputs stay below 2²³ before the scale.</remarks>
    public void Run<TInput, TSum>(ReadOnlySpan<(TSum Positive, TSum Negative)> scales, ReadOnlySpan<TInput> input, Span<TSum> output)
        where TInput : unmanaged, INumber<TInput>
        where TSum : unmanaged, INumber<TSum>
    {
        if (scales.Length != Outputs || input.Length != Inputs || output.Length != Outputs)
        {
            throw new ArgumentException($"The layer has {Inputs} inputs and {Outputs} outputs, but got {input.Length} inputs, {output.Length} outputs and {scales.Length} pairs of scales.");
        }

        int next = 0;
        for (int o = 0; o < output.Length; o++)
        {
            TSum added = Sum<TInput, TSum>(input, _indices.AsSpan(next, _ends[2 * o] - next));
            TSum subtracted = Sum<TInput, TSum>(input, _indices.AsSpan(_ends[2 * o], _ends[(2 * o) + 1] - _ends[2 * o]));
            output[o] = (scales[o].Positive * added) - (scales[o].Negative * subtracted);
            next = _ends[(2 * o) + 1];
        }
    }

    private static TSum Sum<TInput, TSum>(ReadOnlySpan<TInput> input, ReadOnlySpan<ushort> indices)
        where TInput : unmanaged, INumber<TInput>
        where TSum : unmanaged, INumber<TSum>
    {
        TSum sum = TSum.Zero;
        foreach (ushort index in indices)
        {
            sum += TSum.CreateChecked(input[index]);
        }

        return sum;
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>SVDF and UNIDIRECTIONAL_SEQUENCE_LSTM.</summary>
internal static class RecurrentImports
{
    // The inputs of the LSTM operator, by their places.
    private const int InputWeights = 1;
    private const int RecurrentWeights = 5;
    private const int FirstPeephole = 9;
    private const int Biases = 12;
    private const int Projection = 16;
    private const int CellState = 19;
    private const int FirstNormalization = 20;
    private const int LastInput = 23;
    private const int Gates = 4;

    /// <summary>Inputs: an activation [N, features], weights over features, weights over time, optionally a bias, and the memory.</summary>
    public static void Svdf(OperatorImport op)
    {
        TfliteSvdfOptions options = op.Options<TfliteSvdfOptions>();
        Value[] inputs = op.Has(3)
            ? [op.Input(0), op.Input(1), op.Input(2), op.Input(3)]
            : [op.Input(0), op.Input(1), op.Input(2)];
        op.ReturnActivated(new Svdf(options.Rank) { StateCodes = op.CodesOfInput(4) }, options.Activation, inputs);
    }

    /// <summary>The gates' weights and biases, which the file keeps apart, become one matrix each: input, forget, cell and output gate.</summary>
    public static void Lstm(OperatorImport op)
    {
        TfliteLstmOptions options = op.Options<TfliteLstmOptions>();
        if (!op.Has(InputWeights) || HasAny(op, FirstPeephole, Biases) || HasAny(op, Projection, Projection + 2) || HasAny(op, FirstNormalization, LastInput + 1))
        {
            throw op.Unsupported("couples its gates, looks at its memory, or projects or normalizes", "Use the plain layer with four gates.");
        }

        if (options.Activation != TfliteActivation.Tanh)
        {
            throw op.Unsupported($"uses the activation {options.Activation}", "Use tanh.");
        }

        Value input = op.Input(0);
        Value inputWeights = Joined(op, InputWeights);
        Value recurrentWeights = Joined(op, RecurrentWeights);
        Lstm lstm = new()
        {
            IsTimeMajor = options.IsTimeMajor,
            CellClip = options.CellClip,
            CellCodes = op.CodesOfInput(CellState),
        };
        op.Return(lstm, op.Has(Biases) ? [input, inputWeights, recurrentWeights, Joined(op, Biases)] : [input, inputWeights, recurrentWeights]);
    }

    private static bool HasAny(OperatorImport op, int from, int to) => Enumerable.Range(from, to - from).Any(op.Has);

    /// <summary>The constants of the four gates, one below the other, with the scale of each for its rows.</summary>
    private static Value Joined(OperatorImport op, int first)
    {
        Tensor[] gates = [.. Enumerable.Range(first, Gates).Select(op.Constant)];
        if (gates.Any(gate => gate.Type != gates[0].Type || gate.Shape.Rank == 0))
        {
            throw new ModelFormatException($"{op.Place} has gates of different shapes: {string.Join(", ", gates.Select(gate => gate.Type))}. The file is damaged; convert the model again.");
        }

        QuantizationParameters?[] codes = [.. Enumerable.Range(first, Gates).Select(op.CodesOfConstant)];
        return op.Declare(first, Joined(gates), codes[0] is null ? null : PerRow(op, codes, gates[0].Shape[0]));
    }

    private static Tensor Joined(Tensor[] gates)
    {
        Shape shape = new([gates.Length * gates[0].Shape[0], .. gates[0].Shape.Lengths[1..]]);
        return gates[0].Element switch
        {
            ElementType.Int8 => Tensor.From<sbyte>(shape, [.. gates.SelectMany(gate => gate.ToArray<sbyte>())]),
            ElementType.Int32 => Tensor.From<int>(shape, [.. gates.SelectMany(gate => gate.ToArray<int>())]),
            ElementType.Int64 => Tensor.From<long>(shape, [.. gates.SelectMany(gate => gate.ToArray<long>())]),
            _ => Tensor.From<float>(shape, [.. gates.SelectMany(gate => gate.ToArray<float>())]),
        };
    }

    private static QuantizationParameters PerRow(OperatorImport op, QuantizationParameters?[] codes, int rows)
    {
        if (codes.Any(gate => gate is null || gate.Scales.Length != 1))
        {
            throw op.Unsupported("has several scales for the weights of one gate", "Convert the model with one scale for each.");
        }

        return new QuantizationParameters(
            [.. codes.SelectMany(gate => Enumerable.Repeat(gate!.Scale, rows))],
            [.. codes.SelectMany(gate => Enumerable.Repeat(gate!.ZeroPoint, rows))],
            0,
            codes[0]!.QMin,
            codes[0]!.QMax);
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>One operator on its way into a graph: what it reads, and the nodes that it becomes.</summary>
internal sealed class OperatorImport(TfliteImport import, TfliteOperator op, int index)
{
    /// <summary>The operator as messages name it: kind, position and the tensor that it computes.</summary>
    public string Place => $"Operator {index} ({Printable.Text(op.Name)}{(op.Outputs.IsEmpty ? "" : $", which computes {import.PlaceOf(op.Outputs[0])}")})";

    public TfliteOpcode Code => op.Code;

    public int InputCount => op.Inputs.Length;

    public int OutputCount => op.Outputs.Length;

    /// <summary>What the operator computes; the first of several.</summary>
    public TfliteTensor Output => import.TensorAt(OutputAt(0));

    /// <summary>Whether what it computes has integer codes.</summary>
    public bool IsQuantized => Output.Type != TfliteType.Float32;

    public T Options<T>()
        where T : TfliteOptions => (T)op.Options!;

    public bool Has(int input) => input < op.Inputs.Length && op.Inputs[input] != -1;

    /// <summary>The tensor of an input that must be there.</summary>
    /// <exception cref="ModelFormatException">It is left out.</exception>
    public TfliteTensor Tensor(int input) => import.TensorAt(InputAt(input));

    /// <summary>What it reads, as a value.</summary>
    public Value Input(int input) => import.ValueOf(InputAt(input));

    /// <summary>A list of whole numbers that it reads, such as axes.</summary>
    public int[] Integers(int input) => TensorData.Integers(Tensor(input), import.PlaceOf(InputAt(input)));

    /// <summary>The elements of a constant that it reads.</summary>
    public Tensor Constant(int input) => TensorData.Of(Tensor(input), import.PlaceOf(InputAt(input)));

    /// <summary>What the integers of a constant mean; null for real numbers.</summary>
    public QuantizationParameters? CodesOfConstant(int input) => TensorCodes.OfConstant(Tensor(input), import.PlaceOf(InputAt(input)));

    /// <summary>What the integers of a computed input mean; null in floating point.</summary>
    public QuantizationParameters? CodesOfInput(int input) => TensorCodes.OfActivation(Tensor(input), import.PlaceOf(InputAt(input)));

    /// <summary>A constant that is not in the file as it is needed: with other axes, say.</summary>
    public Value Declare(int input, Tensor value, QuantizationParameters? codes)
    {
        Parameter parameter = import.Declare(InputAt(input), value);
        return codes is null ? parameter : new Node(import.NameFor(InputAt(input), ".real"), new DequantizeLinear(codes), parameter);
    }

    /// <summary>A node on the way to what the operator computes.</summary>
    public Node Step(string suffix, Op step, params ReadOnlySpan<Value> inputs) => new(import.NameFor(OutputAt(0), suffix), step, inputs);

    /// <summary>The last node: what it computes, rounded to codes where the tensor has some.</summary>
    public void Return(Op last, params ReadOnlySpan<Value> inputs) => ReturnAt(0, last, inputs);

    /// <summary>The last node of one of several outputs.</summary>
    public void ReturnAt(int output, Op last, params ReadOnlySpan<Value> inputs)
    {
        int tensor = OutputAt(output);
        import.Define(tensor, import.Quantized(tensor, new Node(import.NameFor(tensor), last, inputs)));
    }

    /// <summary>The last node of an operator that only moves elements: codes that it reads stay what they are.</summary>
    public void ReturnMoved(Op last, params ReadOnlySpan<Value> inputs) => ReturnMovedAt(0, last, inputs);

    /// <summary>The same for one of several outputs.</summary>
    public void ReturnMovedAt(int output, Op last, params ReadOnlySpan<Value> inputs)
    {
        int tensor = OutputAt(output);
        TfliteTensor moved = import.TensorAt(tensor);
        if (!op.Inputs.Where(input => input != -1 && !import.TensorAt(input).IsConstant).All(input => SameCodes(import.TensorAt(input), moved)))
        {
            throw Unsupported("only moves elements, but gives their codes another meaning", "Convert the model with a quantization between.");
        }

        import.Define(tensor, new Node(import.NameFor(tensor), last, inputs));
    }

    /// <summary>A node on the way whose output is already rounded to the codes of the operator's output.</summary>
    public Value QuantizedStep(string suffix, Op step, params ReadOnlySpan<Value> inputs)
    {
        Node node = Step(suffix, step, inputs);
        return IsQuantized ? import.Quantized(OutputAt(0), node) : node;
    }

    /// <summary>A value under another shape; one that changes the first axis is the only sample of a batch meanwhile.</summary>
    /// <returns>The value, and the op that gives it its shape at last.</returns>
    public (Value Value, Op Last) Reshaped(Value value, Shape shape)
    {
        if (shape.Rank > 0 && shape[0] == value.Type.Shape[0])
        {
            return (value, new Reshape(shape.WithoutBatch()));
        }

        Node whole = Step(".whole", new Unsqueeze([0]), value);
        return (Step(".shaped", new Reshape(shape), whole), new Squeeze([0]));
    }

    /// <summary>The last node moves elements of a step that has the output's codes.</summary>
    public void ReturnMovedFrom(Value step, Op last) => import.Define(OutputAt(0), new Node(import.NameFor(OutputAt(0)), last, step));

    /// <summary>The output is a value that is already there.</summary>
    public void ReturnValue(Value value) => import.Define(OutputAt(0), value);

    /// <summary>The output is a value with codes of the output's own.</summary>
    public void ReturnQuantized(Value value) => import.Define(OutputAt(0), import.Quantized(OutputAt(0), value, suffix: ""));

    /// <summary>The last node with the activation that the operator applies to its own output.</summary>
    /// <remarks>
    /// Where the op cannot fuse the activation, it becomes a node of its own behind the codes of the output. That gives the same
    /// integers: a clamp of codes to a part of their range can as well be done after the clamp to all of it.
    /// </remarks>
    public void ReturnActivated(Op last, TfliteActivation activation, params ReadOnlySpan<Value> inputs)
    {
        switch (activation, last)
        {
            case (TfliteActivation.None, _):
                Return(last, inputs);
                break;
            case (TfliteActivation.Relu, IFusesActivation fusing):
                Return(fusing.WithActivation(Activation.Relu), inputs);
                break;
            case (TfliteActivation.Relu6, IFusesActivation fusing):
                Return(fusing.WithActivation(Activation.Relu6), inputs);
                break;
            default:
                Op activate = ActivationImports.OpOf(activation) ?? throw Unsupported($"applies the activation {activation}");
                Return(activate, QuantizedStep(".before", last, inputs));
                break;
        }
    }

    /// <summary>The refusal of something that the operator is or does.</summary>
    public UnsupportedException Unsupported(string what, string advice = "Build the model from other layers, or convert it in another way.") =>
        new($"{Place} {what}, which Bantam does not support. {advice}");

    private int InputAt(int input) => Has(input)
        ? op.Inputs[input]
        : throw new ModelFormatException($"{Place} lacks its input {input}. The file is damaged; convert the model again.");

    private int OutputAt(int output) => output < op.Outputs.Length
        ? op.Outputs[output]
        : throw new ModelFormatException($"{Place} lacks its output {output}. The file is damaged; convert the model again.");

    private static bool SameCodes(TfliteTensor a, TfliteTensor b) => a.Type == b.Type
        && (a.Quantization is { } x ? b.Quantization is { } y && x.Scales.SequenceEqual(y.Scales) && x.ZeroPoints.SequenceEqual(y.ZeroPoints) : b.Quantization is null);
}

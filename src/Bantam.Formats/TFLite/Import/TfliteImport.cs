using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Builds a graph from a model: which value each tensor is, and under which name.</summary>
internal sealed class TfliteImport
{
    private readonly TfliteModel _model;
    private readonly Value?[] _values;
    private readonly HashSet<string> _names = [];
    private readonly List<KeyValuePair<Parameter, Tensor>> _constants = [];

    private TfliteImport(TfliteModel model)
    {
        _model = model;
        _values = new Value?[model.Tensors.Length];
    }

    /// <exception cref="ModelFormatException">The operators do not fit together.</exception>
    /// <exception cref="UnsupportedException">An operator, a type or a setting is not known.</exception>
    public static Graph Run(TfliteModel model)
    {
        TfliteImport import = new(model);
        GraphInput[] inputs = [.. import.Inputs()];
        for (int i = 0; i < model.Operators.Length; i++)
        {
            Add(new OperatorImport(import, model.Operators[i], i));
        }

        Value[] outputs = [.. model.Outputs.Select(import.OutputOf)];
        return new Graph(inputs, outputs, new ParameterStore().With(import._constants));
    }

    public TfliteTensor TensorAt(int index) => _model.Tensors[index];

    public string PlaceOf(int tensor) => TfliteCheck.PlaceOf(_model, tensor);

    /// <summary>The name of a new value: that of its tensor where it is free.</summary>
    /// <remarks>Converters list the names of all ops that they fused, separated by semicolons; the first one, which they computed last, stands for all.</remarks>
    public string NameFor(int tensor, string suffix = "")
    {
        string wanted = Printable.Text(_model.Tensors[tensor].Name.Split(';', 2)[0]);
        return Free((string.IsNullOrWhiteSpace(wanted) ? $"tensor{tensor}" : wanted) + suffix, tensor);
    }

    /// <summary>What a tensor is in the graph; constants become parameters when they are first read.</summary>
    public Value ValueOf(int tensor) => _values[tensor] ??= _model.Tensors[tensor].IsConstant
        ? ConstantOf(tensor)
        : throw new UnsupportedException($"The {PlaceOf(tensor)} is read before anything computes it: it keeps its value from one run to the next, or is an input that only names a shape. Bantam reads such tensors in recurrent layers alone.");

    /// <summary>Makes a constant a parameter under a tensor's name.</summary>
    public Parameter Declare(int tensor, Tensor value)
    {
        Parameter parameter = new(NameFor(tensor), value.Type, Initializer.Of(0), isTrainable: value.Element.IsFloat);
        _constants.Add(new(parameter, value));
        return parameter;
    }

    /// <summary>Says what a tensor is from now on.</summary>
    public void Define(int tensor, Value value)
    {
        RequireShape(tensor, value);
        _values[tensor] = value;
    }

    /// <summary>A value that passes the codes of its tensor; the value itself where the tensor is not quantized.</summary>
    public Value Quantized(int tensor, Value value, string suffix = ".quantized") => TensorCodes.OfActivation(TensorAt(tensor), PlaceOf(tensor)) is { } codes
        ? new Node(NameFor(tensor, suffix), new FakeQuantize(new AffineQuantizer(codes)), value)
        : value;

    private string Free(string name, int tensor)
    {
        if (!_names.Add(name))
        {
            name = $"{name}.{tensor}";
            while (!_names.Add(name))
            {
                name += "+";
            }
        }

        return name;
    }

    /// <summary>The name by which callers know an input, or that of its tensor.</summary>
    private string InputName(int tensor) => _model.Signature?.Inputs.FirstOrDefault(input => input.Tensor == tensor) is { Name: var name } && !string.IsNullOrWhiteSpace(name)
        ? Free(Printable.Text(name), tensor)
        : NameFor(tensor);

    private Value ConstantOf(int tensor)
    {
        TfliteTensor constant = TensorAt(tensor);
        Parameter parameter = Declare(tensor, TensorData.Of(constant, PlaceOf(tensor)));
        return TensorCodes.OfConstant(constant, PlaceOf(tensor)) is { } codes
            ? new Node(NameFor(tensor, ".real"), new DequantizeLinear(codes), parameter)
            : parameter;
    }

    private IEnumerable<GraphInput> Inputs()
    {
        foreach (int index in _model.Inputs.Where(index => !OnlyNamesShapes(index)))
        {
            TfliteTensor tensor = TensorAt(index);
            TensorCodes.RequireActivation(tensor, PlaceOf(index));
            GraphInput input = new(InputName(index), new Shape(tensor.Shape.AsSpan()[1..]), tensor.Shape[0]);
            _values[index] = Quantized(index, input);
            yield return input;
        }
    }

    /// <summary>Shapes are fixed in the file, so an input that says one again, for a transposed convolution, is left out.</summary>
    private bool OnlyNamesShapes(int tensor) => TensorAt(tensor) is { Type: TfliteType.Int32, Quantization: null }
        && _model.Operators.All(op => !op.Inputs.Contains(tensor) || (op.Code == TfliteOpcode.TransposeConv && op.Inputs.IndexOf(tensor) == 0));

    private Value OutputOf(int tensor) => _model.Tensors[tensor].IsConstant
        ? throw new UnsupportedException($"The graph returns {PlaceOf(tensor)}, which is a constant. Remove that output before converting the model.")
        : ValueOf(tensor);

    private static void Add(OperatorImport op)
    {
        try
        {
            OperatorTable.Of(op.Code, op.Place)(op);
        }
        catch (Exception fault) when (fault is ShapeException or ArgumentException or OverflowException)
        {
            throw new ModelFormatException($"{op.Place} does not fit its tensors. {fault.Message}", fault);
        }
    }

    private void RequireShape(int tensor, Value value)
    {
        if (!value.Type.Shape.Lengths.SequenceEqual(TensorAt(tensor).Shape.AsSpan()))
        {
            throw new ModelFormatException($"The {PlaceOf(tensor)} has the shape [{string.Join(", ", TensorAt(tensor).Shape)}], but what computes it gives {value.Type.Shape}. The file is damaged; convert the model again.");
        }
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Recurrent layers, written out step by step.</summary>
internal static class RecurrentReaders
{
    // Each step is a dozen nodes.
    private const int MaximumSteps = 512;

    public static IEnumerable<(string, OpReader)> All =>
    [
        ("RNN", node => new Layer(node, 1, ["tanh"]).Set((cell, x, h, _) => (cell.Activation(cell.Sum(x, h)), h))),
        ("LSTM", node => new Layer(node, 4, ["sigmoid", "tanh", "tanh"]).Set(LongShortTerm)),
        ("GRU", node => new Layer(node, 3, ["sigmoid", "tanh"]).Set(Gated)),
    ];

    /// <summary>One step: from the input and the states before to the states after.</summary>
    private delegate (Value Hidden, Value State) Step(Cell cell, Value x, Value hidden, Value state);

    /// <summary>Gates in, out, forget and candidate, each [N, H]; the peepholes see the state.</summary>
    private static (Value Hidden, Value State) LongShortTerm(Cell cell, Value x, Value h, Value c)
    {
        ImportContext graph = cell.Graph;
        Value gates = cell.Sum(x, h);
        Value input = graph.Apply(new Sigmoid(), cell.WithPeephole(cell.Gate(gates, 0), c, 0));
        Value forget = graph.Apply(new Sigmoid(), cell.WithPeephole(cell.Gate(gates, 2), c, 2));
        Value candidate = graph.Apply(new Tanh(), cell.Gate(gates, 3));
        Value state = graph.Apply(new Add(), graph.Apply(new Multiply(), forget, c), graph.Apply(new Multiply(), input, candidate));
        Value output = graph.Apply(new Sigmoid(), cell.WithPeephole(cell.Gate(gates, 1), state, 1));
        return (graph.Apply(new Multiply(), output, graph.Apply(new Tanh(), state)), state);
    }

    /// <summary>Gates update, reset and candidate: <c>h′ = (1 − z)∘n + z∘h</c>.</summary>
    private static (Value Hidden, Value State) Gated(Cell cell, Value x, Value h, Value c)
    {
        ImportContext graph = cell.Graph;
        Value fromInput = cell.FromInput(x);
        Value fromHidden = cell.FromHidden(h);
        Value Both(int gate) => graph.Apply(new Sigmoid(), graph.Apply(new Add(), cell.Gate(fromInput, gate), cell.Gate(fromHidden, gate)));
        (Value update, Value reset) = (Both(0), Both(1));

        // The reset gate acts on the hidden state, or on what the weights make of it.
        Value recurrent = cell.ResetsAfter
            ? graph.Apply(new Multiply(), reset, cell.Gate(fromHidden, 2))
            : cell.Gate(cell.FromHidden(graph.Apply(new Multiply(), reset, h)), 2);
        Value candidate = graph.Apply(new Tanh(), graph.Apply(new Add(), cell.Gate(fromInput, 2), recurrent));
        Value kept = graph.Apply(new Multiply(), update, graph.Apply(new Subtract(), h, candidate));
        return (graph.Apply(new Add(), candidate, kept), c);
    }

    /// <summary>The weights of one direction.</summary>
    private sealed record Cell(ImportContext Graph, int Hidden, Value InputWeights, Value HiddenWeights)
    {
        public Value? InputBias { get; init; }

        public Value? HiddenBias { get; init; }

        public Value[]? Peepholes { get; init; }

        public bool ResetsAfter { get; init; }

        public Node FromInput(Value x) => Linear(x, InputWeights, InputBias);

        public Node FromHidden(Value h) => Linear(h, HiddenWeights, HiddenBias);

        public Node Sum(Value x, Value h) => Graph.Apply(new Add(), FromInput(x), FromHidden(h));

        public Node Gate(Value gates, int index) => Graph.Apply(new Slice(1, index * Hidden, Hidden), gates);

        public Node Activation(Value x) => Graph.Apply(new Tanh(), x);

        public Value WithPeephole(Value gate, Value state, int index) =>
            Peepholes is null ? gate : Graph.Apply(new Add(), gate, Graph.Apply(new Multiply(), state, Peepholes[index]));

        private Node Linear(Value x, Value weights, Value? bias) =>
            bias is null ? Graph.Apply(new Dense(), x, weights) : Graph.Apply(new Dense(), x, weights, bias);
    }

    /// <summary>A layer: its inputs, checked, and its loop over time.</summary>
    private sealed class Layer
    {
        private readonly NodeReader _node;
        private readonly ImportContext _graph;
        private readonly int _gates;
        private readonly int _hidden;
        private readonly int _steps;
        private readonly int _batch;
        private readonly bool _isBatchFirst;
        private readonly ImportedValue _x;

        public Layer(NodeReader node, int gates, string[] activations)
        {
            (_node, _graph, _gates) = (node, node.Graph, gates);
            CheckAttributes(activations);
            _isBatchFirst = node.Whole("layout", 0) != 0;
            ImportedValue x = node.Input();
            Shape recurrence = node.Input(2).Shape;
            if (x.Rank != 3 || node.Input(1).Rank != 3 || recurrence.Rank != 3)
            {
                throw node.Broken($"it reads [steps, N, features] with weights of three axes, but got {x.Shape}, {node.Input(1).Shape} and {recurrence}.");
            }

            _hidden = recurrence[2];
            _x = _isBatchFirst ? ImportedValue.Of(_graph.Reordered(_graph.Declared(x), [1, 0, 2]), [x.Shape[1], x.Shape[0], x.Shape[2]]) : x;
            (_steps, _batch) = (_x.Shape[0], _x.Shape[1]);
            if (_steps is 0 or > MaximumSteps)
            {
                throw node.Refusal($"a sequence of {_steps} steps", $"1 to {MaximumSteps} are written out.");
            }

            if (node.OptionalConstant(4) is { } lengths && lengths.Wholes().Any(length => length != _steps))
            {
                throw node.Refusal("sequences of different lengths", "Give all samples the same number of steps.");
            }
        }

        /// <summary>Writes the steps out and sets the outputs.</summary>
        public void Set(Step step)
        {
            string direction = _node.Text("direction", "forward");
            (bool IsReverse, int Index)[] directions = direction switch
            {
                "forward" => [(false, 0)],
                "reverse" => [(true, 0)],
                "bidirectional" => [(false, 0), (true, 1)],
                _ => throw _node.Broken($"its direction is '{direction}'."),
            };
            List<Value[]> hidden = [];
            List<Value> states = [];
            foreach ((bool isReverse, int index) in directions)
            {
                (Value[] all, Value state) = Run(step, CellOf(index), isReverse, index);
                hidden.Add(all);
                states.Add(state);
            }

            Shape one = [1, 1, _batch, _hidden];
            Value[] sequence = [.. Enumerable.Range(0, _steps).Select(t => Joined([.. hidden.Select(all => Shaping.Reshaped(_graph, all[t], one))], 1))];
            Value y = Joined(sequence, 0);
            Value[] lasts = [.. hidden.Select((all, i) => all[directions[i].IsReverse ? 0 : _steps - 1])];
            Output(0, y, [2, 0, 1, 3]);
            State(1, lasts);
            State(2, states);
        }

        private (Value[] Hidden, Value State) Run(Step step, Cell cell, bool isReverse, int index)
        {
            Value h = Initial(5, index);
            Value c = _node.OpType == "LSTM" ? Initial(6, index) : h;
            Value[] all = new Value[_steps];
            for (int i = 0; i < _steps; i++)
            {
                int t = isReverse ? _steps - 1 - i : i;
                Value x = Shaping.Declared(_graph, SelectionReaders.Part(_graph, _x, 0, new StridedSlice(0, t, 1, 1)), [_batch, _x.Shape[2]]);
                (h, c) = step(cell, x, h, c);
                all[t] = h;
            }

            return (all, c);
        }

        private Cell CellOf(int index)
        {
            Value[]? peepholes = _node.OpType == "LSTM" && _node.Optional(7) is { } all
                ? [.. Enumerable.Range(0, 3).Select(gate => Piece(all, index, gate * _hidden, _hidden, [_hidden], 7))]
                : null;
            int rows = _gates * _hidden;
            Value? Bias(int start) => _node.Optional(3) is { } bias ? Piece(bias, index, start, rows, [rows], 3) : null;
            return new Cell(
                _graph,
                _hidden,
                Piece(_node.Input(1), index, 0, rows, [rows, _x.Shape[2]], 1),
                Piece(_node.Input(2), index, 0, rows, [rows, _hidden], 2))
            {
                InputBias = Bias(0),
                HiddenBias = Bias(rows),
                Peepholes = peepholes,
                ResetsAfter = _node.Whole("linear_before_reset", 0) != 0,
            };
        }

        /// <summary>Some rows of one direction of a tensor of weights.</summary>
        private Value Piece(ImportedValue tensor, int direction, int start, int count, Shape shape, int input)
        {
            ImportedValue one = SelectionReaders.Part(_graph, tensor, 0, new StridedSlice(0, direction, 1, 1));
            ImportedValue rows = Shaping.Reshaped(_graph, SelectionReaders.Part(_graph, one, 1, new StridedSlice(1, start, count, 1)), shape);
            return rows.Constant is { } constant ? _graph.Parameter(_node.InputName(input), constant, isTrainable: true) : _graph.Declared(rows);
        }

        private Value Initial(int input, int index)
        {
            if (_node.Optional(input) is not { } initial)
            {
                return _graph.Parameter($"{_graph.NodeName}.initial", ConstantTensor.OfReals(OnnxElement.Float32, [1], [0]).Filled([_batch, _hidden]));
            }

            return Shaping.Declared(_graph, SelectionReaders.Part(_graph, initial, _isBatchFirst ? 1 : 0, new StridedSlice(0, index, 1, 1)), [_batch, _hidden]);
        }

        private void State(int output, IReadOnlyList<Value> directions)
        {
            Value all = Joined([.. directions.Select(state => Shaping.Reshaped(_graph, state, [1, _batch, _hidden]))], 0);
            Output(output, all, [1, 0, 2]);
        }

        private void Output(int output, Value value, int[] batchFirst)
        {
            Value ordered = _isBatchFirst ? _graph.Reordered(value, batchFirst) : value;
            _node.Set(output, ImportedValue.Of(ordered, ordered.Type.Shape));
        }

        private Value Joined(Value[] parts, int axis) => parts.Length == 1 ? parts[0] : _graph.Apply(new Concat(axis), parts);

        private void CheckAttributes(string[] expected)
        {
            List<string> activations = _node.Attribute("activations")?.Texts ?? [];
            bool isUsual = activations.Select((name, i) => name.Equals(expected[i % expected.Length], StringComparison.OrdinalIgnoreCase)).All(same => same);
            if (!isUsual || _node.Attribute("clip") is not null || _node.Whole("input_forget", 0) != 0)
            {
                throw _node.Refusal("a recurrent layer with activations of its own, a clip, or coupled gates", $"Use {string.Join(", ", expected)}.");
            }
        }
    }
}

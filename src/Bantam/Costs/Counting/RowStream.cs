using Bantam.Model;

namespace Bantam.Costs;

/// <summary>Goes through an inference row by row, from the output backward, and keeps account of the rows in memory.</summary>
internal sealed class RowStream
{
    private readonly Graph _graph;
    private readonly Dictionary<Value, Rows> _rows = new(ReferenceEqualityComparer.Instance);
    private long _live;
    private long _peak;

    public RowStream(Graph graph)
    {
        _graph = graph;
        _rows[graph.Input] = new Rows(graph.Input);
        foreach (Node node in graph.Nodes.Where(node => !node.IsConstant))
        {
            Rows rows = new(node);
            _rows[node] = rows;
            rows.Inputs = [.. node.Activations.Distinct().Select(input => _rows[input])];
            foreach (Rows input in rows.Inputs)
            {
                input.FirstNeeded[node] = 0;
            }
        }

        // Whoever asked for the output reads all of it at the end.
        _rows[graph.Output].FirstNeeded[graph.Output] = 0;
    }

    public long Run()
    {
        Rows output = _rows[_graph.Output];
        Ask(output, output.Count);
        return _peak;
    }

    /// <summary>Sees to it that the rows before <paramref name="end"/> have been computed.</summary>
    private void Ask(Rows rows, int end)
    {
        while (rows.Computed < end)
        {
            switch (rows.Value)
            {
                case Node { Op: GlobalAveragePool } pool:
                    AddUp(pool, rows);
                    break;
                case Node node:
                    Compute(node, rows);
                    break;
                default:
                    Hold(rows.RowElements, overwritten: 0);
                    break;
            }

            rows.Computed++;
            _live -= rows.Forget();
        }
    }

    private void Compute(Node node, Rows rows)
    {
        foreach (Rows input in rows.Inputs)
        {
            Ask(input, rows.Reads(input, rows.Computed).End);
        }

        bool overwrites = ActivationPlanner.IsElementwise(node) || ActivationPlanner.IsView(node);
        long freed = 0;
        long overwritten = 0;
        foreach (Rows input in rows.Inputs)
        {
            int next = rows.Computed + 1 == rows.Count ? input.Count : rows.Reads(input, rows.Computed + 1).First;
            long elements = input.Release(node, next);
            freed += elements;
            overwritten = overwrites ? Math.Max(overwritten, Math.Min(elements, rows.RowElements)) : 0;
        }

        Hold(rows.RowElements, overwritten);
        _live -= freed - overwritten;
    }

    private void AddUp(Node pool, Rows rows)
    {
        Hold(rows.RowElements, overwritten: 0);
        Rows input = rows.Inputs[0];
        for (int row = 0; row < input.Count; row++)
        {
            Ask(input, row + 1);
            _live -= input.Release(pool, row + 1);
        }
    }

    private void Hold(long elements, long overwritten)
    {
        _live = checked(_live + elements - overwritten);
        _peak = Math.Max(_peak, _live);
    }

    /// <summary>The rows of one value.</summary>
    private sealed class Rows(Value value)
    {
        private readonly WindowGeometry? _window = value is Node node ? ReceptiveField.GeometryOf(node) : null;
        private readonly bool _isRowByRow = value is Node node && IsRowByRow(node);
        private int _forgotten;

        public Value Value => value;

        public int Count { get; } = CountOf(value);

        public long RowElements { get; } = value.SampleShape.Count / CountOf(value);

        /// <summary>What the value is computed from.</summary>
        public Rows[] Inputs { get; set; } = [];

        /// <summary>How many rows have been computed.</summary>
        public int Computed { get; set; }

        /// <summary>The first row that each reader still needs.</summary>
        public Dictionary<Value, int> FirstNeeded { get; } = new(ReferenceEqualityComparer.Instance);

        /// <summary>The rows of an input, from the first to before the end, that one row of this value is computed from.</summary>
        public (int First, int End) Reads(Rows input, int row)
        {
            if (_window is { } window)
            {
                int first = (row * window.StrideHeight) - window.PadTop;
                int end = first + ((window.KernelHeight - 1) * window.DilationHeight) + 1;
                return (Math.Clamp(first, 0, input.Count), Math.Clamp(end, 0, input.Count));
            }

            return _isRowByRow && input.Count == Count ? (row, row + 1) : (0, input.Count);
        }

        /// <summary>Notes what a reader still needs and forgets the rows that none needs any more.</summary>
        /// <returns>Their elements.</returns>
        public long Release(Node reader, int next)
        {
            FirstNeeded[reader] = next;
            return Forget();
        }

        /// <summary>Forgets the computed rows that no reader needs any more.</summary>
        /// <returns>Their elements.</returns>
        public long Forget()
        {
            int oldest = Computed;
            foreach (int first in FirstNeeded.Values)
            {
                oldest = Math.Min(oldest, first);
            }

            long elements = (oldest - _forgotten) * RowElements;
            _forgotten = oldest;
            return elements;
        }

        private static int CountOf(Value value) => value.SampleShape.Rank == 3 ? value.SampleShape[0] : 1;

        private static bool IsRowByRow(Node node) =>
            ActivationPlanner.IsElementwise(node)
            || (node.Op is Concat concat && (concat.Axis == -1 || concat.Axis == node.Type.Shape.Rank - 1))
            || node.Op is Dropout or DropBlock or FakeQuantize or LocalResponseNorm;
    }
}

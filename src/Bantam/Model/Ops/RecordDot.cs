namespace Bantam.Model;

/// <summary>Recorded computations as drawings.</summary>
public static class RecordDot
{
    extension(Tensor tensor)
    {
        /// <summary>The recorded computation in the DOT language: ops as boxes, what they start from as ellipses, with a double line where a gradient is required.</summary>
        /// <returns>The text, for <c>dot -Tsvg</c>; the tensors are named as by <c>DescribeRecord</c>.</returns>
        public string RecordToDot()
        {
            DotText dot = new();
            Dictionary<Tensor, string> names = new(ReferenceEqualityComparer.Instance);
            foreach (OpCall call in tensor.RecordedCalls())
            {
                foreach (Tensor input in call.Inputs)
                {
                    if (names.TryAdd(input, $"t{names.Count}"))
                    {
                        dot.AddNode(names[input], input.RequiresGrad ? "ellipse, peripheries=2" : "ellipse", names[input], $"{input.Type}");
                    }
                }

                names.Add(call.Output, $"t{names.Count}");
                dot.AddNode(names[call.Output], "box", names[call.Output], call.Op.Name, $"{call.Output.Type}");
                foreach (Tensor input in call.Inputs)
                {
                    dot.AddEdge(names[input], names[call.Output]);
                }
            }

            return dot.ToString();
        }
    }
}

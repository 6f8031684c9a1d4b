namespace Bantam.Model;

/// <summary>Puts nodes in an order in which each comes after those that it reads.</summary>
internal static class GraphOrder
{
    /// <summary>Depth-first, with an explicit stack: a long chain must not overflow the call stack. A cycle cannot exist, because a node is made from finished values.</summary>
    public static Node[] Of(IReadOnlyList<Value> outputs)
    {
        List<Node> order = [];
        HashSet<Value> visited = new(ReferenceEqualityComparer.Instance);
        Stack<(Node Node, int NextInput)> stack = new();
        foreach (Value output in outputs)
        {
            Push(output);
            while (stack.TryPop(out (Node Node, int NextInput) top))
            {
                if (top.NextInput == top.Node.Inputs.Count)
                {
                    order.Add(top.Node);
                    continue;
                }

                stack.Push((top.Node, top.NextInput + 1));
                Push(top.Node.Inputs[top.NextInput]);
            }
        }

        return [.. order];

        void Push(Value value)
        {
            if (value is Node node && visited.Add(node))
            {
                stack.Push((node, 0));
            }
        }
    }
}

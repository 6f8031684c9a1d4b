namespace Bantam.Model;

/// <summary>Graphs as drawings.</summary>
public static class GraphDot
{
    extension(Graph graph)
    {
        /// <summary>The network in the DOT language: nodes as boxes, inputs as ellipses, parameters as notes, each with its type.</summary>
        /// <returns>The text, for <c>dot -Tsvg</c>.</returns>
        public string ToDot()
        {
            DotText dot = new();
            foreach (GraphInput input in graph.Inputs)
            {
                dot.AddNode(input.Name, "ellipse", input.Name, $"{input.Type}");
            }

            foreach (Parameter parameter in graph.Parameters)
            {
                dot.AddNode(parameter.Name, "note", parameter.Name, $"{parameter.Type}");
            }

            foreach (Node node in graph.Nodes)
            {
                dot.AddNode(node.Name, "box", node.Name, node.Op.Name, $"{node.Type}");
                foreach (Value input in node.Inputs)
                {
                    dot.AddEdge(input.Name, node.Name);
                }
            }

            return dot.ToString();
        }
    }
}

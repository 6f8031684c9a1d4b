namespace Bantam.Model;

/// <summary>Whether a value or a layer can change without any other node noticing: what a pass asks before it merges two nodes.</summary>
internal static class Ownership
{
    extension(Graph graph)
    {
        /// <summary>Whether a value has exactly one reader: a node, or the caller who gets it as an output.</summary>
        public bool IsReadOnce(Value value) => graph.UsersOf(value).Take(2).Count() + graph.Outputs.Count(output => output == value) == 1;

        /// <summary>Whether a node reads, after its first input, only parameters, and no other node reads those.</summary>
        public bool OwnsItsParameters(Node node) => node.Inputs.Skip(1).All(input => input is Parameter && graph.IsReadOnce(input));
    }
}

using Bantam.Model;

namespace Bantam.Tests.Architecture;

/// <summary>Who may use whom inside the library. The table is the architecture: the build breaks where the code disagrees.</summary>
public sealed class LayeringTests
{
    private const string Library = "src/Bantam";

    private static readonly string[] Stages = ["Model", "Training", "Costs", "Compression", "Deployment"];

    // A part is a folder and all below it. Files that lie directly in Model may be used by every part; the verbs, which lie
    // directly in the library's folder, may use every part and be used by none.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Model"] = [],
        ["Model/Numerics"] = [],
        ["Model/Encodings"] = ["Model/Numerics"],
        ["Model/Tensors"] = ["Model/Numerics", "Model/Encodings"],
        ["Model/Signal"] = ["Model/Numerics", "Model/Encodings", "Model/Tensors"],
        ["Model/Ops"] = ["Model/Numerics", "Model/Encodings", "Model/Tensors"],
        ["Model/Graphs"] = ["Model/Numerics", "Model/Encodings", "Model/Tensors", "Model/Ops"],
        ["Model/Passes"] = ["Model/Numerics", "Model/Encodings", "Model/Tensors", "Model/Ops", "Model/Graphs"],
        ["Model/Layers"] = ["Model/Numerics", "Model/Encodings", "Model/Tensors", "Model/Ops", "Model/Graphs"],
        ["Model/Zoo"] = ["Model/Numerics", "Model/Encodings", "Model/Tensors", "Model/Ops", "Model/Graphs", "Model/Layers"],
        ["Costs"] = ["Model"],
        ["Training"] = ["Model"],
        ["Compression"] = ["Model", "Training", "Costs"],
        ["Deployment"] = ["Model", "Costs"],
        ["Searching"] = Stages,
        ["Advice"] = Stages,
    };

    [Fact]
    public void Parts_use_only_what_the_table_allows()
    {
        Dictionary<string, SourceFile> home = Homes();
        IEnumerable<string> breaches =
            from type in LibraryTypes()
            let user = home[NameOf(type)]
            from used in TypeUses.Of(type)
            where used.Assembly == type.Assembly && home.ContainsKey(NameOf(used)) && !Allowed(PartOf(user), PartOf(home[NameOf(used)]))
            select $"{user.Path} ({type.Name}) uses {home[NameOf(used)].Path} ({used.Name})";

        Breaches.AssertNone(breaches);
    }

    [Fact]
    public void Every_type_of_the_library_is_found_in_its_source()
    {
        Dictionary<string, SourceFile> home = Homes();

        Assert.All(LibraryTypes(), type => Assert.Contains(NameOf(type), home.Keys));
    }

    [Fact]
    public void Every_folder_of_the_library_has_a_row_in_the_table() =>
        Breaches.AssertNone(SourceFile.Below(Library).Where(file => file.Folder != Library && !MayUse.ContainsKey(PartOf(file))).Select(file => file.Path));

    [Fact]
    public void A_namespace_names_the_stage_and_nothing_below_it() =>
        Breaches.AssertNone(
            from file in SourceFile.Below(Library)
            let stage = file.Folder == Library ? "" : $".{PartOf(file).Split('/')[0]}"
            where file.Namespace.Length > 0 && file.Namespace != $"Bantam{stage}"
            select $"{file.Path} is in {file.Namespace}, expected Bantam{stage}");

    [Theory]
    [InlineData("Training", "Model/Ops", true)]
    [InlineData("Model/Ops", "Model", true)]
    [InlineData("", "Compression", true)]
    [InlineData("Model/Ops", "Model/Graphs", false)]
    [InlineData("Training", "Compression", false)]
    [InlineData("Compression", "Deployment", false)]
    [InlineData("Model", "Model/Numerics", false)]
    [InlineData("Training", "", false)]
    public void The_table_is_read_right(string user, string used, bool allowed) => Assert.Equal(allowed, Allowed(user, used));

    private static bool Allowed(string user, string used) =>
        user.Length == 0 || user == used || used == "Model"
        || MayUse.GetValueOrDefault(user, []).Any(part => used == part || used.StartsWith($"{part}/", StringComparison.Ordinal));

    private static string PartOf(SourceFile file)
    {
        string[] folders = Path.GetRelativePath(Library, file.Folder).Replace('\\', '/').Split('/');
        return folders switch
        {
            ["."] => "",
            ["Model", string second, ..] => $"Model/{second}",
            [string first, ..] => first,
            _ => "",
        };
    }

    private static IEnumerable<Type> LibraryTypes() =>
        from type in typeof(Tensor).Assembly.GetTypes()
        where !type.IsNested && type.Namespace?.StartsWith("Bantam", StringComparison.Ordinal) == true
        select type;

    /// <summary>The file that declares each top-level type; of a partial type's files, which share a folder, one.</summary>
    private static Dictionary<string, SourceFile> Homes() =>
        SourceFile.Below(Library)
            .SelectMany(file => file.TopLevelTypes.Select(type => (Type: type, File: file)))
            .DistinctBy(pair => pair.Type)
            .ToDictionary(pair => pair.Type, pair => pair.File);

    // A file-local type is compiled to <File>F0123__Name.
    private static string NameOf(Type type) =>
        $"{type.Namespace}.{(type.Name[0] == '<' ? type.Name[(type.Name.IndexOf("__", StringComparison.Ordinal) + 2)..] : type.Name)}";
}

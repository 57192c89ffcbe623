// What Decap says, in the words of this house; also what its Chinese leaves in English.
(function () {
  "use strict";
  const CMS = window.CMS;

  // Saving is not publishing here: Decap's words for it would frighten people.
  const TOOLBAR = {
    publish: "保存▾",
    publishNow: "立即保存",
    publishing: "正在保存...",
    published: "已保存",
    publishAndCreateNew: "保存，然后新建一条",
    publishAndDuplicate: "保存，然后复制一条",
    deletePublishedEntry: "删去这条记录",
    deleteEntry: "删去这条记录",
    backCollection: "回到“%{collectionLabel}”的清单",
  };
  const OTHERS = {
    collection: {
      sidebar: { collections: "栏目", searchAll: "搜索" },
      collectionTop: { viewAsList: "按行显示", viewAsGrid: "按块显示" },
    },
    editor: {
      editor: {
        onLeavePage: "有修改还没有保存，要离开吗？",
        onDeleteWithUnsavedChanges: "要删去这条记录和还没有保存的修改吗？",
        onDeletePublishedEntry: "要删去这条记录吗？",
        confirmLoadBackup: "这条记录有上次没有保存的修改，要接着改吗？",
      },
      editorControl: { field: { widgetLabel: "%{widgetLabel}" } },
      editorControlPane: {
        widget: {
          regexPattern: "“%{fieldLabel}”：%{pattern}",
          rangeMin: "“%{fieldLabel}”至少要有 %{minCount} 项",
          rangeMax: "“%{fieldLabel}”最多 %{maxCount} 项",
        },
      },
      editorToolbar: TOOLBAR,
      editorWidgets: {
        datetime: { now: "今天", clear: "清除", setToNow: "“%{fieldLabel}”写今天" },
        list: { addType: "新增%{item}" },
        object: { expand: "展开", collapse: "收起" },
      },
    },
    mediaLibrary: {
      mediaLibraryModal: { close: "关闭", noAssetsFound: "这条记录还没有文件，点“上传”选一个", noImagesFound: "这条记录还没有图片，点“上传”选一个", deleting: "正在删去..." },
    },
    ui: {
      settingsDropdown: { account: "账号" },
      toast: { entrySaved: "已保存", onFailToPersist: "没有保存，原因见右边或左下角", onFailToDelete: "没有删去，原因见左下角", onFailToLoadEntries: "没有读出来，原因见右边或左下角" },
    },
  };

  function over(base, changed) {
    const made = Object.assign({}, base);
    Object.keys(changed).forEach((key) => {
      made[key] = typeof changed[key] === "object" ? over(made[key] || {}, changed[key]) : changed[key];
    });
    return made;
  }

  CMS.registerLocale("zh_Hans", over(CMS.getLocale("zh_Hans"), OTHERS));
  window.gk.words = TOOLBAR;
})();
